import SlipwayCore
import TestSupport
import Testing

/// The page about the state machines is drawn from them.
@Suite struct StateMachinePageTests {
    @Test(arguments: ["update session", "batch", "rollout", "wave"])
    func `the page draws the state machine as it is`(name: String) throws {
        let part = PageText(page: "SlipwayCore/SlipwayCore.docc/StateMachines.md", name: name)
        let drawing = "```\n" + Self.machine(name).joined(separator: "\n\n") + "\n```\n"
        if PageText.isRecording {
            try part.write(drawing)
            Issue.record("recorded the \(name), compared nothing")
            return
        }
        #expect(try part.read() == drawing)
    }

    private static func machine(_ name: String) -> [String] {
        switch name {
        case "update session": UpdateSessionState.allCases.map(drawing)
        case "batch": UpdateBatchState.allCases.map(drawing)
        case "rollout": RolloutState.allCases.map(drawing)
        default: WaveState.allCases.map(drawing)
        }
    }

    private static func drawing(of state: UpdateSessionState) -> String {
        let moves = UpdateSessionEvent.allCases.map { event in
            StateDrawing.Move(event: event.rawValue) { _ in
                do throws(SlipwayError) {
                    switch try state.after(event) {
                    case .unchanged: return .stays
                    case .moved(state, let effects) where effects.isEmpty: return .stays
                    case .moved(let next, let effects):
                        return .becomes(next.rawValue, effects.map { StateDrawing.words("\($0)") })
                    }
                } catch { return .refuses(error.code) }
            }
        }
        return StateDrawing(state: state.rawValue, mark: state.isFinal ? "final" : nil, moves: moves).text
    }

    private static func drawing(of state: UpdateBatchState) -> String {
        let moves = UpdateBatchEvent.allCases.map { event in
            StateDrawing.Move(event: event.rawValue) { situation in
                outcome(of: state.rawValue) { () throws(SlipwayError) in
                    try state.after(event, counters: situation.counters).rawValue
                }
            }
        }
        return StateDrawing(
            state: state.rawValue, mark: state.isFinal ? "final" : nil, moves: moves, situations: situations,
            phrases: phrases
        ).text
    }

    private static func drawing(of state: RolloutState) -> String {
        let moves = RolloutEvent.allCases.map { event in
            StateDrawing.Move(event: event.rawValue) { situation in
                outcome(of: state.rawValue) { () throws(SlipwayError) in
                    try state.after(
                        event, counters: situation.counters, targets: situation.targets,
                        isSubmitted: situation.isSubmitted, isToStart: situation.isToStart
                    ).rawValue
                }
            }
        }
        return StateDrawing(
            state: state.rawValue, mark: state.isFinal ? "final" : nil, moves: moves, situations: situations,
            phrases: phrases, facts: facts
        ).text
    }

    private static func drawing(of state: WaveState) -> String {
        let moves = waveEvents.map { event in
            StateDrawing.Move(event: words(for: event)) { _ in
                outcome(of: state.rawValue) { () throws(SlipwayError) in
                    try state.after(event, of: WaveID(rollout: .init(1), number: 1)).rawValue
                }
            }
        }
        return StateDrawing(state: state.rawValue, mark: state.isOver ? "over" : nil, moves: moves).text
    }

    private static let waveEvents: [WaveEvent] = [
        .opened, .formed, .verified, .regressed, .soaked(isAutomatic: true), .soaked(isAutomatic: false), .advanced,
        .grown,
    ]

    /// Does not compile until a new event is drawn, too.
    private static func words(for event: WaveEvent) -> String {
        switch event {
        case .opened: "opened"
        case .formed: "formed"
        case .verified: "verified"
        case .regressed: "regressed"
        case .soaked(isAutomatic: true): "soaked (automatic)"
        case .soaked(isAutomatic: false): "soaked (by hand)"
        case .advanced: "advanced"
        case .grown: "grown"
        }
    }

    private static func outcome(
        of state: String, _ next: () throws(SlipwayError) -> String
    ) -> StateDrawing.Outcome {
        do throws(SlipwayError) {
            let next = try next()
            return next == state ? .stays : .becomes(next, [])
        } catch { return .refuses(error.code) }
    }

    private static let situations: [StateDrawing.Situation] = [
        .init("no device has begun", BatchCounters.of(pending: 5)),
        .init("some devices wait", BatchCounters.of(pending: 1, initiated: 1, succeeded: 1, failed: 1)),
        .init("devices are updating", BatchCounters.of(initiated: 1, succeeded: 1, failed: 1)),
        .init("all have ended, some well", BatchCounters.of(succeeded: 1, failed: 3)),
        .init("all have ended, none well", BatchCounters.of(failed: 4)),
    ]

    private static let phrases: [Set<Int>: String] = [
        [0, 1]: "devices wait", [2, 3, 4]: "no device waits", [0, 1, 2]: "devices are open",
        [1, 2]: "devices are open and some have begun", [1, 2, 3, 4]: "some have begun", [3, 4]: "all have ended",
    ]

    /// What makes a rollout move another way, whatever its devices do.
    private static let facts: [StateDrawing.Fact] = [
        .init("its approval was asked for") { $0.isSubmitted = true },
        .init("its start has not come") { $0.isToStart = true },
        .init("some are in no batch yet") { $0.targets = RolloutTargets(isFrozen: true, total: 9, left: 3) },
        .init("some may still join") {
            $0.targets = RolloutTargets(isFrozen: false, total: 9, left: 0, joinedLater: 0)
        },
    ]
}
