import TerminalUI

extension KeyExpectation {
    /// What was said before stands in it, the latest first.
    static let log: [KeyExpectation] =
        everywhere(below: "> rollouts > log", wasCommanded: true)
        + motions(first: "batch 2", second: "worker-1", half: "worker-1", last: "worker-1") + [
            KeyExpectation("y", effect: .copies("batch 2 could not be started: it is paused")),
            KeyExpectation("r", after: "j", .command("nothing"), .growth, effect: .hides("order changed: r")),
            KeyExpectation(.control("r"), after: .loss, effect: .shows("db lost 0:00")),
        ]
}
