import TerminalUI

extension KeyExpectation {
    static let home: [KeyExpectation] =
        atHome
        + motions(first: "eu-gateways", second: "us-meters", half: "lab-sensors pilot", last: "lab-sensors pilot")
        + [
            KeyExpectation(.enter, effect: .shows("> rollouts > eu-gateways")),
            KeyExpectation("P", effect: .shows("Pause eu-gateways?")),
            KeyExpectation("P", after: "j", effect: .shows("Resume us-meters?")),
            KeyExpectation("P", after: "G", effect: .shows("! it has ended")),
            KeyExpectation("X", effect: .shows("Cancel eu-gateways for good?")),
            KeyExpectation("X", after: "G", effect: .shows("! it has ended")),
            KeyExpectation("R", effect: .shows("! it has not ended yet")),
            KeyExpectation("R", after: "G", effect: .shows("Retry what failed of lab-sensors pilot?")),
            KeyExpectation("Y", effect: .shows("! it does not wait for approval")),
            KeyExpectation("a", effect: .shows("R retry what failed of eu-gateways  (it has not ended yet)")),
            KeyExpectation("n", effect: .shows("> rollouts > new rollout")),
            KeyExpectation("/", effect: .shows("\n/   4 match")),
            KeyExpectation("y", effect: .copies("eu-gateways")),
            KeyExpectation(
                "H",
                effect: .copies(
                    "eu-gateways: FAILING, firmware 4.12.0; 18 of 28 devices through, 11 bad, 2 silent; "
                        + "5 \"signature mismatch: key #\"; 2 \"no space left on /data\"; 2 silent since flash; "
                        + "as of 2026-11-23T14:00Z: slipway rollouts show 3")),
            KeyExpectation(.tab, effect: .shows("[Devices]")),
            KeyExpectation(.backTab, effect: .shows("[Events]")),
            KeyExpectation("r", after: "j", .growth, effect: .hides("order changed: r")),
            KeyExpectation(.control("r"), after: .loss, effect: .shows("db lost 0:00")),
        ]

    /// Of the keys that move the cursor of a list, or scroll; no page is longer than the screen.
    static func motions(
        first: String, second: String, half: String, page: String? = nil, last: String
    ) -> [KeyExpectation] {
        each("j", .down, effect: .cursor(second)) + each("k", .up, after: ["j"], effect: .cursor(first))
            + each("G", .end, effect: .cursor(last)) + each("g", .home, after: ["G"], effect: .cursor(first)) + [
                KeyExpectation(.control("d"), effect: .cursor(half)),
                KeyExpectation(.control("u"), after: .press(.control("d")), effect: .cursor(first)),
                KeyExpectation(.pageDown, effect: .cursor(page ?? last)),
                KeyExpectation(.pageUp, after: .press(.pageDown), effect: .cursor(first)),
            ]
    }

    /// The same where a text scrolls out of sight and back.
    static func scrolling(_ text: String) -> [KeyExpectation] {
        each("j", .down, "G", .end, .control("d"), .pageDown, effect: .hides(text))
            + each("k", .up, after: ["j"], effect: .shows(text)) + each("g", .home, after: ["G"], effect: .shows(text))
            + [
                KeyExpectation(.control("u"), after: .press(.control("d")), effect: .shows(text)),
                KeyExpectation(.pageUp, after: .press(.pageDown), effect: .shows(text)),
            ]
    }
}
