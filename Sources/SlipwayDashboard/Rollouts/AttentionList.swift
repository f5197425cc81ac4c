import SlipwayCore
import SlipwayServices
import TerminalUI

/// What is wrong, rollout by rollout, in words: the part of the home screen that one reads first at night.
struct AttentionList: Hashable, Sendable {
    struct Item: Hashable, Sendable {
        let look: StateLook
        let name: SafeText
        let words: SafeText
    }

    let items: [Item]

    init(_ home: HomeView) {
        items = home.rollouts.compactMap { Self.item($0, at: home.at) }
    }

    /// At most `maximum` lines, the last of which counts what is left out.
    func lines(columns: Int, maximum: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let blocks = items.map { block($0, columns: columns, glyphs) }
        let all = blocks.flatMap { $0 }
        guard all.count > maximum else { return all }
        guard maximum > 1 else { return [] }
        var shown: [StyledText] = []
        var count = 0
        for block in blocks {
            guard count == 0 || shown.count + block.count < maximum else { break }
            shown += block
            count += 1
        }
        guard count < blocks.count else { return Array(shown.prefix(maximum)) }
        let more: SafeText = " and " + CountText.exact(blocks.count - count) + " more"
        return Array(shown.prefix(maximum - 1)) + [StyledText(more, .dim)]
    }

    private func block(_ item: Item, columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let nameColumns = min(20, max(8, columns / 4))
        let start = item.look.label(item.name, glyphs).padded(to: nameColumns + 2)
        let indent = StyledText(SafeText.empty.padded(to: nameColumns + 2))
        let lines = item.words.wrapped(to: max(8, columns - nameColumns - 6))
        return lines.enumerated().map { index, line in
            StyledText(" ") + (index == 0 ? start : indent) + StyledText("  " + line)
        }
    }

    private static func item(_ row: HomeRow, at now: Timestamp) -> Item? {
        let name = SafeText(row.summary.rollout.name, limit: 200)
        switch row.attention {
        case .failing: return Item(look: .failed, name: name, words: failing(row.summary, at: now))
        case .stuck: return Item(look: .stuck, name: name, words: silent(row.summary, at: now))
        case .running, .paused, .pending, .ended: return nil
        }
    }

    /// `43 of 170 bad: 22 "signature mismatch", 12 silent since flash`.
    private static func failing(_ summary: RolloutSummary, at now: Timestamp) -> SafeText {
        let counters = summary.rollout.counters
        var words = CountText.exact(counters.bad) + " of " + CountText.exact(counters.finished) + " bad"
        for (index, reason) in summary.reasons.prefix(3).enumerated() {
            words = words + (index == 0 ? ": " : ", ") + ReasonText.counted(reason)
        }
        return counters.silent > counters.silentFlashed ? words + "; " + silent(summary, at: now) : words
    }

    /// `12 devices silent while updating, the longest for over 30m`.
    private static func silent(_ summary: RolloutSummary, at now: Timestamp) -> SafeText {
        let counters = summary.rollout.counters
        let phase: SafeText = counters.silent == counters.silentFlashed ? " since the flash" : " while updating"
        let devices = CountText.of(counters.silent, "device", "devices") + " silent" + phase
        guard let since = summary.silentSince else { return devices }
        return devices + (counters.silent == 1 ? " for over " : ", the longest for over ")
            + SpanText.coarse(now - since)
    }
}
