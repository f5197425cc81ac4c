import TerminalUI

extension KeyExpectation {
    /// Of the keys that every screen has.
    ///
    /// - Parameters:
    ///   - crumb: what only the header of the screen shows.
    ///   - wasCommanded: whether it was opened by a command, to which `[` and `]` lead.
    static func everywhere(below crumb: String, wasCommanded: Bool) -> [KeyExpectation] {
        ever + each("q", .escape, "-", effect: .hides(crumb)) + [
            KeyExpectation("[", effect: wasCommanded ? .hides(crumb) : .nothing),
            wasCommanded
                ? KeyExpectation("]", after: "[", effect: .shows(crumb)) : KeyExpectation("]", effect: .nothing),
        ]
    }

    static let atHome: [KeyExpectation] =
        ever + [
            KeyExpectation("q", effect: .finishes),
            KeyExpectation(.escape, effect: .nothing),
            KeyExpectation("-", after: .command("devices"), "q", effect: .shows("> rollouts > devices")),
            KeyExpectation(
                "[", after: .command("devices"), .command("rollouts"), effect: .shows("> rollouts > devices")),
            KeyExpectation("]", after: .command("devices"), "[", effect: .shows("> rollouts > devices")),
        ]

    private static let ever: [KeyExpectation] =
        each("?", .function(1), effect: .shows("type to search")) + [
            KeyExpectation(":", effect: .shows("\n:   batch batches ")),
            KeyExpectation("t", effect: .shows("times are shown as local time")),
            KeyExpectation("t", after: "t", effect: .shows("times are shown as relative time")),
            KeyExpectation("f", effect: .shows("FROZEN 0s")),
            KeyExpectation("f", after: "f", effect: .hides("FROZEN 0s")),
            KeyExpectation(.control("l"), effect: .repaints),
            KeyExpectation(.control("c"), effect: .shows("ctrl-c again within a second quits")),
            KeyExpectation(.control("c"), after: .press(.control("c")), effect: .finishes),
            KeyExpectation(.control("z"), effect: .suspends),
        ]
}
