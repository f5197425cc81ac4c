import SlipwayCore
import SlipwayServices
import TerminalUI

/// What the waves of a plan are worth over so many devices.
struct WaveWorth: Sendable {
    let waves: [RolloutPreview.Wave]
    private let plan: RolloutPlan
    private let devices: Int
    private let inFlight: Int

    init(of plan: RolloutPlan, devices: Int, inFlight: Int) {
        self.plan = plan
        self.devices = devices
        self.inFlight = inFlight
        waves = RolloutPreview.waves(of: plan, devices: devices, inFlight: inFlight)
    }

    func isOf(_ plan: RolloutPlan, devices: Int, inFlight: Int) -> Bool {
        self.plan == plan && self.devices == devices && self.inFlight == inFlight
    }

    /// ` 1  1,250 devices: sees a fault of 2.7% 19 times in 20  stops at 29 bad and 2%`, with as much of it as all have
    /// room for.
    static func lines(_ waves: [RolloutPreview.Wave], columns: Int) -> [StyledText] {
        let counts = waves.map { CountText.exact($0.devices) }
        let room = counts.map(\.width).max() ?? 0
        let sights = waves.map { sight($0, isShort: columns < 60) }
        let widest = sights.map(\.width).max() ?? 0
        func lines(_ gate: (GateRule) -> SafeText) -> [StyledText] {
            waves.indices.map { index in
                let start = start(index, counts[index], room: room)
                guard waves[index].devices > 0 else { return start + StyledText(" devices: it is passed over", .dim) }
                return start + StyledText(waves[index].devices == 1 ? " device:  " : " devices: ")
                    + StyledText(sights[index].padded(to: widest)) + StyledText(gate(waves[index].gate), .dim)
            }
        }
        func limits(_ gate: GateRule) -> SafeText {
            "at " + CountText.exact(gate.maximumBad) + " bad and " + SafeText(GateRule.percent(gate.maximumBadShare))
        }
        let spellings = [lines { "  stops " + limits($0) }, lines { "  " + limits($0) }]
        return spellings.first { $0.allSatisfy { $0.width <= columns } } ?? lines { _ in "" }
    }

    /// While the rest is being worked out.
    static func lines(ofSizes sizes: [Int]) -> [StyledText] {
        let counts = sizes.map { CountText.exact($0) }
        let room = counts.map(\.width).max() ?? 0
        return sizes.indices.map { index in
            start(index, counts[index], room: room) + StyledText(sizes[index] == 1 ? " device" : " devices")
        }
    }

    private static func start(_ index: Int, _ count: SafeText, room: Int) -> StyledText {
        StyledText(CountText.exact(index + 1).padded(to: 2, alignment: .trailing) + "  ", .dim)
            + StyledText(count.padded(to: room, alignment: .trailing), .strong)
    }

    private static func sight(_ wave: RolloutPreview.Wave, isShort: Bool) -> SafeText {
        guard let fault = wave.visibleFault else { return isShort ? "sees none" : "too few to see any fault" }
        let text = SafeText(GateRule.percent(fault))
        return isShort ? "sees " + text : "sees a fault of " + text + " 19 times in 20"
    }
}
