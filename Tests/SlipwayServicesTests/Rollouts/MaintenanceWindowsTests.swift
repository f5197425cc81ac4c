import SlipwayCore
import Testing

@testable import SlipwayServices

@Suite struct MaintenanceWindowsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let zone: String
        let windows: [String]
        let at: String
        /// None: none opens in two weeks.
        let expected: [String]?

        init(_ zone: String, _ windows: String..., at: String, _ expected: String...) {
            self.zone = zone
            self.windows = windows
            self.at = at
            self.expected = expected.isEmpty ? nil : expected
        }

        var testDescription: String { "\(windows.joined(separator: "; ")) in \(zone) at \(at)" }
    }

    @Test(arguments: ordinary + clockChanges)
    func `the window that is open, or opens next, is known to the instant`(row: Row) throws {
        let zone = try #require(ZonedTime(row.zone))
        let plans = try row.windows.map { try #require(WindowPlan($0)) }
        let at = try #require(Timestamp(iso8601: row.at))
        let found = MaintenanceWindows(plans, in: zone).window(at: at)
        #expect(found.map { [Self.text($0.opensAt), Self.text($0.closesAt)] } == row.expected)
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-10-23T12:00:00Z"), ("America/New_York", "2026-10-30T12:00:00Z"),
        ("Australia/Lord_Howe", "2027-04-02T00:00:00Z"), ("Europe/Berlin", "2027-03-26T12:00:00Z"),
    ])
    func `one window a day opens each day, whatever clocks do`(zone: String, start: String) throws {
        let windows = MaintenanceWindows(
            [try #require(WindowPlan("Mon-Sun 02:00-04:00"))], in: try #require(ZonedTime(zone)))
        var now = try #require(Timestamp(iso8601: start))
        var days: [Duration] = []
        for _ in 0..<6 {
            let next = try #require(windows.window(at: now))
            #expect(next.opensAt > now)
            #expect(windows.window(at: next.opensAt) == next)
            #expect(windows.window(at: next.closesAt - .milliseconds(1)) == next)
            days.append(next.opensAt - now)
            now = next.closesAt
        }
        #expect(days.allSatisfy { $0 < .seconds(26 * 3_600) })
    }

    @Test func `none that opens at the end of a schedule, or later, is one`() throws {
        let windows = MaintenanceWindows(
            [try #require(WindowPlan("Mon 02:00-04:00"))], in: try #require(ZonedTime("UTC")))
        let now = try #require(Timestamp(iso8601: "2026-11-23T05:00:00Z"))
        let opening = try #require(Timestamp(iso8601: "2026-11-30T02:00:00Z"))
        #expect(windows.window(at: now, until: opening) == nil)
        #expect(windows.window(at: now, until: opening + .milliseconds(1))?.opensAt == opening)
    }

    @Test(arguments: [
        ("Europe/Berlin", true), ("America/Argentina/Buenos_Aires", true), ("Asia/Kolkata", true), ("UTC", true),
        ("Etc/UTC", true), ("Mars/Phobos", false), ("", false), ("Berlin", false), ("CEST", false), ("+01:00", false),
        ("GMT+1", false), ("Europe/Berlin ", false), ("../etc/passwd", false), ("Europe/\u{1B}[2J", false),
    ])
    func `only zones of the database of zones are known`(name: String, isKnown: Bool) {
        #expect((ZonedTime(name) != nil) == isKnown)
    }

    private static let ordinary = [
        Row("UTC", "Mon-Fri 02:00-04:00", at: "2026-11-23T14:00:00Z", "2026-11-24T02:00", "2026-11-24T04:00"),
        Row("UTC", "Mon-Fri 02:00-04:00", at: "2026-11-24T02:00:00Z", "2026-11-24T02:00", "2026-11-24T04:00"),
        Row("UTC", "Mon-Fri 02:00-04:00", at: "2026-11-24T03:59:59Z", "2026-11-24T02:00", "2026-11-24T04:00"),
        Row("UTC", "Mon-Fri 02:00-04:00", at: "2026-11-24T04:00:00Z", "2026-11-25T02:00", "2026-11-25T04:00"),
        // From Friday to Monday.
        Row("UTC", "Mon-Fri 02:00-04:00", at: "2026-11-27T04:00:00Z", "2026-11-30T02:00", "2026-11-30T04:00"),
        // Past midnight, and open since the day before.
        Row("UTC", "Sat 22:00-06:00", at: "2026-11-29T05:00:00Z", "2026-11-28T22:00", "2026-11-29T06:00"),
        // Those that touch are one.
        Row(
            "UTC", "Sat 22:00-24:00", "Sun 00:00-03:00", at: "2026-11-23T14:00:00Z", "2026-11-28T22:00",
            "2026-11-29T03:00"),
        Row("UTC", "Mon-Fri 00:00-24:00", at: "2026-11-26T10:00:00Z", "2026-11-23T00:00", "2026-11-28T00:00"),
        Row(
            "UTC", "Mon-Sat 00:00-24:00", "Sun 00:00-23:59", at: "2026-11-26T10:00:00Z", "2026-11-23T00:00",
            "2026-11-29T23:59"),
        Row(
            "UTC", "Tue 01:00-02:00", "Mon 20:00-21:00", at: "2026-11-23T14:00:00Z", "2026-11-23T20:00",
            "2026-11-23T21:00"),
        // Weekdays are those of the zone, and not of UTC.
        Row("Asia/Kolkata", "Tue 02:00-04:00", at: "2026-11-23T14:00:00Z", "2026-11-23T20:30", "2026-11-23T22:30"),
        Row(
            "Pacific/Kiritimati", "Tue 00:00-01:00", at: "2026-11-23T09:00:00Z", "2026-11-23T10:00", "2026-11-23T11:00"),
        Row("Pacific/Pago_Pago", "Mon 23:00-24:00", at: "2026-11-24T09:00:00Z", "2026-11-24T10:00", "2026-11-24T11:00"),
    ]

    private static let clockChanges = [
        // Berlin: 02:00 becomes 03:00 on 2027-03-28, and 03:00 becomes 02:00 on 2026-10-25 and 2027-10-31.
        Row("Europe/Berlin", "Mon-Sun 02:00-04:00", at: "2027-03-26T12:00:00Z", "2027-03-27T01:00", "2027-03-27T03:00"),
        Row("Europe/Berlin", "Mon-Sun 02:00-04:00", at: "2027-03-27T03:00:00Z", "2027-03-28T01:00", "2027-03-28T02:00"),
        Row("Europe/Berlin", "Mon-Sun 02:00-04:00", at: "2027-03-28T02:00:00Z", "2027-03-29T00:00", "2027-03-29T02:00"),
        Row("Europe/Berlin", "Sun 02:30-04:00", at: "2027-03-27T03:00:00Z", "2027-03-28T01:00", "2027-03-28T02:00"),
        Row("Europe/Berlin", "Sun 01:00-02:30", at: "2027-03-27T03:00:00Z", "2027-03-28T00:00", "2027-03-28T01:00"),
        // Nothing remains of it, so that it is that of a week later.
        Row("Europe/Berlin", "Sun 02:15-02:45", at: "2027-03-27T03:00:00Z", "2027-04-04T00:15", "2027-04-04T00:45"),
        Row("Europe/Berlin", "Mon-Sun 02:00-04:00", at: "2026-10-24T02:00:00Z", "2026-10-25T00:00", "2026-10-25T03:00"),
        Row("Europe/Berlin", "Mon-Sun 02:00-04:00", at: "2026-10-25T03:00:00Z", "2026-10-26T01:00", "2026-10-26T03:00"),
        // In the overlap once: 02:15 and 02:45 for the first time.
        Row("Europe/Berlin", "Sun 02:15-02:45", at: "2026-10-24T12:00:00Z", "2026-10-25T00:15", "2026-10-25T00:45"),
        Row("Europe/Berlin", "Sun 02:15-02:45", at: "2026-10-25T00:45:00Z", "2026-11-01T01:15", "2026-11-01T01:45"),
        Row("Europe/Berlin", "Sun 01:00-02:30", at: "2026-10-24T12:00:00Z", "2026-10-24T23:00", "2026-10-25T00:30"),
        Row("Europe/Berlin", "Sun 02:30-03:00", at: "2026-10-24T12:00:00Z", "2026-10-25T00:30", "2026-10-25T02:00"),
        Row("Europe/Berlin", "Sun 02:00-04:00", at: "2027-10-30T12:00:00Z", "2027-10-31T00:00", "2027-10-31T03:00"),
        // New York: 02:00 becomes 03:00 on 2027-03-14, and 02:00 becomes 01:00 on 2026-11-01.
        Row(
            "America/New_York", "Mon-Sun 02:00-04:00", at: "2027-03-13T09:00:00Z", "2027-03-14T07:00",
            "2027-03-14T08:00"),
        Row(
            "America/New_York", "Mon-Sun 02:00-04:00", at: "2027-03-14T08:00:00Z", "2027-03-15T06:00",
            "2027-03-15T08:00"),
        Row(
            "America/New_York", "Mon-Sun 02:00-04:00", at: "2026-10-31T08:00:00Z", "2026-11-01T07:00",
            "2026-11-01T09:00"),
        Row("America/New_York", "Sun 01:00-02:00", at: "2026-10-31T08:00:00Z", "2026-11-01T05:00", "2026-11-01T07:00"),
        Row("America/New_York", "Sun 01:30-01:45", at: "2026-11-01T05:45:00Z", "2026-11-08T06:30", "2026-11-08T06:45"),
        // Lord Howe: 02:00 becomes 02:30 on 2026-10-04, and 02:00 becomes 01:30 on 2027-04-04.
        Row(
            "Australia/Lord_Howe", "Mon-Sun 02:00-04:00", at: "2026-10-02T18:00:00Z", "2026-10-03T15:30",
            "2026-10-03T17:00"),
        Row(
            "Australia/Lord_Howe", "Mon-Sun 02:00-04:00", at: "2026-10-03T17:00:00Z", "2026-10-04T15:00",
            "2026-10-04T17:00"),
        Row(
            "Australia/Lord_Howe", "Sun 02:10-02:20", at: "2026-10-02T18:00:00Z", "2026-10-10T15:10", "2026-10-10T15:20"
        ),
        Row(
            "Australia/Lord_Howe", "Mon-Sun 02:00-04:00", at: "2027-04-02T17:00:00Z", "2027-04-03T15:30",
            "2027-04-03T17:30"),
        Row(
            "Australia/Lord_Howe", "Sun 01:30-02:00", at: "2027-04-02T17:00:00Z", "2027-04-03T14:30", "2027-04-03T15:30"
        ),
        Row(
            "Australia/Lord_Howe", "Sun 01:40-01:50", at: "2027-04-02T17:00:00Z", "2027-04-03T14:40", "2027-04-03T14:50"
        ),
        // A change at midnight: 00:00 becomes 01:00 in Cairo on 2027-04-30, a Friday.
        Row("Africa/Cairo", "Fri 00:00-02:00", at: "2027-04-29T12:00:00Z", "2027-04-29T22:00", "2027-04-29T23:00"),
        // A day that there was not: 2011-12-30, a Friday, in Apia.
        Row("Pacific/Apia", "Fri 02:00-04:00", at: "2011-12-29T20:00:00Z", "2012-01-05T12:00", "2012-01-05T14:00"),
    ]

    /// To the minute; every edge is one.
    private static func text(_ instant: Timestamp) -> String {
        instant.milliseconds % 60_000 == 0 ? String(instant.description.prefix(16)) : instant.description
    }
}
