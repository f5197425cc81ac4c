import TerminalUI

extension KeyExpectation {
    /// Opened from the list of devices, so that `[` leads home.
    static let history: [KeyExpectation] =
        everywhere(below: "> devices > gw-001", wasCommanded: false).filter { $0.key != "[" }
        + scrolling("serial-gw-001") + [
            KeyExpectation("[", effect: .shows("[Rollouts]")),
            KeyExpectation("a", effect: .shows("switch updates off for gw-001")),
            KeyExpectation("y", effect: .copies("gw-001")),
            KeyExpectation(.control("r"), after: .loss, effect: .shows("db lost 0:00")),
        ]
}
