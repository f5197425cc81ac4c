import TerminalUI

extension KeyExpectation {
    static let batchSummary: [KeyExpectation] =
        batch(next: "enter lists the devices of one", previous: "LAST EVENTS")
        + scrolling("14:00:00Z ! gw-020") + [
            KeyExpectation("1", effect: .nothing),
            KeyExpectation("2", effect: .cursor("signature mismatch")),
            KeyExpectation("3", effect: .shows("DEVICES (2)   silent")),
            KeyExpectation("4", effect: .shows("DEVICES (28)")),
            KeyExpectation("5", effect: .shows("LAST EVENTS")),
            KeyExpectation(.enter, effect: .shows("! 2 shows the causes, 4 the devices")),
        ]

    static let batchFailures: [KeyExpectation] =
        batch(next: "DEVICES (2)   silent", previous: "2 shows them")
        + motions(
            first: "signature mismatch", second: "no space left", half: "checksum mismatch", last: "checksum mismatch")
        + [
            KeyExpectation("1", effect: .shows("NEEDS A HUMAN")),
            KeyExpectation("2", effect: .nothing),
            KeyExpectation("3", effect: .shows("DEVICES (2)   silent")),
            KeyExpectation("4", effect: .shows("DEVICES (28)")),
            KeyExpectation("5", effect: .shows("LAST EVENTS")),
            KeyExpectation(.enter, effect: .shows("DEVICES (5)   signature mismatch")),
        ]

    static let batchStuck: [KeyExpectation] =
        batch(next: "DEVICES (28)", previous: "WHY IT GOES WRONG")
        + motions(first: "gw-019", second: "gw-020", half: "gw-020", last: "gw-020") + [
            KeyExpectation("1", effect: .shows("NEEDS A HUMAN")),
            KeyExpectation("2", effect: .shows("WHY IT GOES WRONG")),
            KeyExpectation("3", effect: .nothing),
            KeyExpectation("4", effect: .shows("DEVICES (28)")),
            KeyExpectation("5", effect: .shows("LAST EVENTS")),
            KeyExpectation(.enter, effect: .shows("fell silent: no report for 13m while flashed")),
        ]

    static let batchDevices: [KeyExpectation] =
        batch(next: "LAST EVENTS", previous: "DEVICES (2)   silent")
        + motions(first: "gw-001", second: "gw-002", half: "gw-008", page: "gw-015", last: "gw-028") + [
            KeyExpectation("1", effect: .shows("NEEDS A HUMAN")),
            KeyExpectation("2", effect: .shows("WHY IT GOES WRONG")),
            KeyExpectation("3", effect: .shows("DEVICES (2)   silent")),
            KeyExpectation("4", effect: .nothing),
            KeyExpectation("5", effect: .shows("LAST EVENTS")),
            KeyExpectation(.enter, effect: .shows("serial-gw-001")),
        ]

    static let batchTimeline: [KeyExpectation] =
        batch(next: "NEEDS A HUMAN", previous: "DEVICES (28)")
        + scrolling("14:00:00Z ! gw-020") + [
            KeyExpectation("1", effect: .shows("NEEDS A HUMAN")),
            KeyExpectation("2", effect: .shows("WHY IT GOES WRONG")),
            KeyExpectation("3", effect: .shows("DEVICES (2)   silent")),
            KeyExpectation("4", effect: .shows("DEVICES (28)")),
            KeyExpectation("5", effect: .nothing),
            KeyExpectation(.enter, effect: .shows("sort at   filter batch=3")),
        ]

    /// Of the keys that all tabs have, Tab among them.
    private static func batch(next: String, previous: String) -> [KeyExpectation] {
        everywhere(below: "> rollouts > eu-gateways", wasCommanded: false) + [
            KeyExpectation(.tab, effect: .shows(next)),
            KeyExpectation(.backTab, effect: .shows(previous)),
            KeyExpectation("P", effect: .shows("Pause eu-gateways?")),
            KeyExpectation("P", after: .loss, .press(.control("r")), effect: .shows("! the database is lost")),
            KeyExpectation("X", effect: .shows("Cancel eu-gateways for good?")),
            KeyExpectation("R", effect: .shows("! it has not ended yet")),
            KeyExpectation("S", effect: .shows("! it is not a draft")),
            KeyExpectation("Y", effect: .shows("! it is not a draft")),
            KeyExpectation("N", effect: .shows("! it is not a draft")),
            KeyExpectation("a", effect: .shows("R retry what failed of eu-gateways  (it has not ended yet)")),
            KeyExpectation("y", effect: .copies("3")),
            KeyExpectation(
                "H",
                effect: .copies(
                    "eu-gateways: IN PROGRESS, firmware 4.12.0; 18 of 28 devices through, 11 bad, 2 silent; "
                        + "5 \"signature mismatch: key #\"; 2 \"no space left on /data\"; 2 silent since flash; "
                        + "as of 2026-11-23T14:00Z: slipway batches show 3")),
            KeyExpectation(.control("r"), after: .loss, effect: .shows("db lost 0:00")),
        ]
    }
}
