import TerminalUI

extension KeyExpectation {
    static let devices: [KeyExpectation] =
        list("devices", count: 52, secondColumn: "STATE")
        + motions(first: "gw-001", second: "gw-002", half: "gw-009", page: "gw-016", last: "sensor-012") + [
            KeyExpectation(.enter, effect: .shows("serial-gw-001")),
            KeyExpectation("a", effect: .shows("switch updates off for gw-001")),
            KeyExpectation("n", effect: .shows("1 Source")),
            KeyExpectation("u", effect: .shows("1 Firmware")),
            KeyExpectation("y", effect: .copies("gw-001")),
            KeyExpectation("S", effect: .shows("sort uid reversed")),
            KeyExpectation(">", effect: .shows("sort seen")),
            KeyExpectation("<", effect: .shows("sort organization")),
            KeyExpectation(.tab, effect: .shows("[Organizations]")),
            KeyExpectation(.backTab, effect: .shows("[Rollouts]")),
        ]

    static let organizations: [KeyExpectation] =
        list("organizations", count: 3, secondColumn: "STATE")
        + motions(first: "acme", second: "lab", half: "oldtown", last: "oldtown") + [
            KeyExpectation(.enter, effect: .shows("filter organization=acme")),
            KeyExpectation("a", effect: .shows("change the device limit of acme")),
            KeyExpectation("n", effect: .shows("[1 Organization]")),
            KeyExpectation("X", effect: .shows("Halt every update of acme?")),
            KeyExpectation("X", after: "G", effect: .shows("Release the updates of oldtown?")),
            KeyExpectation("y", effect: .copies("acme")),
            KeyExpectation("S", effect: .shows("sort name reversed")),
            KeyExpectation(">", effect: .shows("this list has one order")),
            KeyExpectation("<", effect: .shows("this list has one order")),
            KeyExpectation(.tab, effect: .shows("[Firmware]")),
            KeyExpectation(.backTab, effect: .shows("[Devices]")),
        ]

    static let firmware: [KeyExpectation] =
        list("firmware", count: 5, secondColumn: "STATUS")
        + motions(first: "5.0.0", second: "4.13.0", half: "2.1.0", last: "2.1.0") + [
            KeyExpectation(.enter, effect: .shows("filter firmware=5.0.0")),
            KeyExpectation("a", effect: .shows("promote 5.0.0")),
            KeyExpectation("y", effect: .copies("5.0.0")),
            KeyExpectation("S", effect: .shows("sort version reversed")),
            KeyExpectation(">", effect: .shows("sort added")),
            KeyExpectation("<", effect: .shows("sort added")),
            KeyExpectation(.tab, effect: .shows("[Sessions]")),
            KeyExpectation(.backTab, effect: .shows("[Organizations]")),
        ]

    static let sessions: [KeyExpectation] =
        list("sessions", count: 46, secondColumn: "STATUS")
        + motions(first: "gw-028", second: "gw-027", half: "gw-020", page: "gw-013", last: "sensor-001") + [
            KeyExpectation(.enter, effect: .shows("serial-gw-028")),
            KeyExpectation("a", effect: .shows("cancel the update of gw-028")),
            KeyExpectation("a", after: "G", effect: .shows("cancel the update of sensor-001  (it has ended)")),
            KeyExpectation("y", effect: .copies("d47b7fe2-1a59-4f39-aaeb-4814b3a728d7")),
            KeyExpectation("S", effect: .shows("sort started reversed")),
            KeyExpectation(">", effect: .shows("this list has one order")),
            KeyExpectation("<", effect: .shows("this list has one order")),
            KeyExpectation(.tab, effect: .shows("[Events]")),
            KeyExpectation(.backTab, effect: .shows("[Firmware]")),
        ]

    static let events: [KeyExpectation] =
        list(
            "events", count: 165, secondColumn: "WHO",
            newOrder: KeyExpectation("r", after: "j", .growth, effect: .hides("row 1-16 of")))
        + motions(
            first: "gw-020", second: "gw-019", half: "gw-022          > downl", page: "gw-019          > flashed",
            last: "created the organization") + [
            KeyExpectation(.enter, effect: .shows("serial-gw-020")),
            KeyExpectation(.enter, after: "j", "j", effect: .shows("> rollouts > apac-gateways")),
            KeyExpectation("a", effect: .shows("there is nothing to act on")),
            KeyExpectation("y", effect: .copies("fell silent: no report for 13m while flashed")),
            KeyExpectation("S", effect: .shows("sort at reversed")),
            KeyExpectation(">", effect: .shows("this list has one order")),
            KeyExpectation("<", effect: .shows("this list has one order")),
            KeyExpectation(.tab, effect: .shows("[Rollouts]")),
            KeyExpectation(.backTab, effect: .shows("[Sessions]")),
        ]

    static let batches: [KeyExpectation] =
        list("batches", count: 4, secondColumn: "STATUS")
        + motions(
            first: "apac-gateways", second: "eu-gateways", half: "lab-sensors pilot", last: "lab-sensors pilot") + [
            KeyExpectation(.enter, effect: .shows(" 0 of 4     0%")),
            KeyExpectation("a", effect: .shows("R retry what failed of apac-gateways  (it has not ended yet)")),
            KeyExpectation("P", effect: .shows("Pause apac-gateways?")),
            KeyExpectation("X", effect: .shows("Cancel apac-gateways for good?")),
            KeyExpectation("R", effect: .shows("! it has not ended yet")),
            KeyExpectation("R", after: "G", effect: .shows("Retry what failed of lab-sensors pilot?")),
            KeyExpectation("y", effect: .copies("apac-gateways")),
            KeyExpectation("S", effect: .shows("sort created reversed")),
            KeyExpectation(">", effect: .shows("this list has one order")),
            KeyExpectation("<", effect: .shows("this list has one order")),
            KeyExpectation(.tab, effect: .shows("[Devices]")),
            KeyExpectation(.backTab, effect: .shows("[Events]")),
        ]

    static let tokens: [KeyExpectation] =
        list("tokens", count: 3, secondColumn: "SCOPES")
        + motions(first: "intern", second: "lab display", half: "pipeline", last: "pipeline") + [
            KeyExpectation(.enter, effect: .shows("! there is nothing more to see")),
            KeyExpectation("a", effect: .shows("X revoke intern")),
            KeyExpectation("n", effect: .shows("[1 Token]")),
            KeyExpectation("X", effect: .shows("Revoke intern for good?")),
            KeyExpectation("y", effect: .copies("intern")),
            KeyExpectation("S", effect: .shows("sort created reversed")),
            KeyExpectation(">", effect: .shows("this list has one order")),
            KeyExpectation("<", effect: .shows("this list has one order")),
            KeyExpectation(.tab, effect: .shows("[Devices]")),
            KeyExpectation(.backTab, effect: .shows("[Events]")),
        ]

    /// Of the keys that do the same on every list.
    private static func list(
        _ name: String, count: Int, secondColumn: String,
        newOrder: KeyExpectation = KeyExpectation("r", after: "j", .growth, effect: .hides("order changed: r"))
    ) -> [KeyExpectation] {
        everywhere(below: "> rollouts > \(name)", wasCommanded: true)
            + each("l", .right, effect: .hides(" \(secondColumn) "))
            + each("h", .left, after: ["l"], effect: .shows(" \(secondColumn) ")) + [
                KeyExpectation("/", effect: .shows("\n/   \(count) match")),
                KeyExpectation("s", effect: .shows(" SORT ")),
                KeyExpectation(" ", effect: .shows("  1 marked")),
                KeyExpectation(" ", after: " ", effect: .hides("  1 marked")),
                KeyExpectation("v", after: " ", "j", "j", effect: .shows("  3 marked")),
                KeyExpectation("U", after: " ", effect: .hides("  1 marked")),
                KeyExpectation("w", effect: .shows("\nexport to (.csv or .json):")),
                newOrder,
                KeyExpectation(.control("r"), after: .loss, effect: .shows("db lost 0:00")),
            ]
    }
}
