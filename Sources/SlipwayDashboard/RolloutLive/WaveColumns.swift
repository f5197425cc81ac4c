import SlipwayCore
import SlipwayServices
import TerminalUI

/// The columns of the waves of a rollout and what one wave says in them.
enum WaveColumns {
    static let all = [
        TableColumn("WAVE", .fixed(4), alignment: .trailing),
        TableColumn("STATE", .fixed(11)),
        TableColumn("DEVICES", .fixed(9), alignment: .trailing),
        TableColumn("PROGRESS", .fixed(17), dropOrder: 2),
        TableColumn("VERIFIED", .fixed(8), alignment: .trailing, dropOrder: 3),
        TableColumn("BAD", .fixed(5), alignment: .trailing),
        TableColumn("GATE", .flexible(minimum: 14), dropOrder: 1),
    ]

    static func cells(_ wave: WaveView, of view: RolloutView, _ glyphs: GlyphSet) -> [StyledText] {
        let counters = wave.counters
        return [
            StyledText(CountText.exact(wave.wave.id.number)),
            state(wave, of: view).label(glyphs),
            StyledText(CountText.exact(devices(wave, of: view))),
            counters.total == 0
                ? .empty
                : RolloutColumns.bar(counters).line(columns: 12, glyphs)
                    + StyledText(
                        " " + PercentText.of(counters.finished, counters.total).padded(to: 4, alignment: .trailing)),
            StyledText(counters.total == 0 ? "" : CountText.exact(counters.verified)),
            StyledText(
                counters.total == 0 ? "" : CountText.short(counters.bad, columns: 5),
                counters.bad > 0 ? StateLook.failed.style : .text),
            StyledText(gate(wave.gate), .dim),
        ]
    }

    /// Of its own: up to which device it goes, less those of the waves before.
    private static func devices(_ wave: WaveView, of view: RolloutView) -> Int {
        let before = view.waves.last { $0.wave.id.number < wave.wave.id.number }?.wave.sizeTo ?? 0
        return wave.wave.sizeTo - before
    }

    private static func state(_ wave: WaveView, of view: RolloutView) -> StatusLabel {
        if wave.gate?.trippedAt != nil { return StatusLabel(.failed, "broken") }
        if view.rollout.status.isFinal, !wave.wave.state.isOver {
            return StatusLabel(.stopped, wave.wave.state == .planned ? "not begun" : "ended")
        }
        switch wave.wave.state {
        case .planned: return StatusLabel(.pending, "planned")
        case .opening: return StatusLabel(.active, "opening")
        case .open: return wave.isStalled ? StatusLabel(.stuck, "stalled") : StatusLabel(.active, "open")
        case .soaking: return StatusLabel(.active, "soaking")
        case .awaiting: return StatusLabel(.stuck, "awaits A")
        case .passed: return StatusLabel(.succeeded, "passed")
        case .skipped: return StatusLabel(.stopped, "empty")
        }
    }

    /// `20 bad and 2%`.
    private static func gate(_ gate: WaveGate?) -> SafeText {
        guard let gate else { return "" }
        return "\(gate.rule.maximumBad) bad and " + SafeText(GateRule.percent(gate.rule.maximumBadShare))
    }
}
