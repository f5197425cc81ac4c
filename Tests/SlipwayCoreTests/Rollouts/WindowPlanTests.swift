import Foundation
import SlipwayCore
import Testing

@Suite struct WindowPlanTests {
    @Test(arguments: [
        ("Mon-Fri 02:00-04:00", "Mon-Fri 02:00-04:00"), ("sat,SUN 22:00-06:00", "Sat,Sun 22:00-06:00"),
        ("fri-mon 00:00-24:00", "Fri-Sun,Mon 00:00-24:00"), ("mon,tue,wed,fri 1:00-2:00", nil),
        ("Wed 23:59-00:00", "Wed 23:59-00:00"), ("Mon 02:00 - 04:00", nil), ("Mon", nil), ("", nil),
        ("Mon-Fri-Sat 02:00-04:00", nil), ("Mon, 02:00-04:00", nil), ("Monday 02:00-04:00", nil),
        ("Mon 02:00-24:01", nil), ("Mon 02:60-04:00", nil), ("Mon 02:00-04:00-05:00", nil), ("Mön 02:00-04:00", nil),
    ])
    func `a window is written as days and times`(text: String, expected: String?) {
        #expect(WindowPlan(text)?.description == expected)
    }

    @Test(
        arguments: [
            (["Mon-Fri 02:00-04:00", "Sat,Sun 01:00-05:00"], []),
            // They touch, and go past midnight.
            (["Mon 22:00-24:00", "Tue 00:00-02:00", "Sun 23:00-01:00"], []),
            (["Mon 02:00-02:00"], ["windows.1.to: is the same as from: the window is empty"]),
            (["Mon 24:00-02:00"], ["windows.1.from: must be before 24:00"]),
            (["Mon,Mon 02:00-04:00"], ["windows.1.days: names Mon twice"]),
            (["Mon-Fri 02:00-04:00", "Fri 03:59-05:00"], ["windows.2: overlaps window 1"]),
            (["Sun 23:00-01:00", "Mon 00:59-02:00"], ["windows.2: overlaps window 1"]),
            (["Mon-Sun 00:00-24:00"], ["windows: never close: leave them out"]),
            (["Mon-Sun 12:00-24:00", "Mon-Sun 00:00-12:00"], ["windows: never close: leave them out"]),
            (
                ["Mon 02:00-02:00", "Tue 01:00-03:00", "Tue 02:00-04:00"],
                ["windows.1.to: is the same as from: the window is empty", "windows.3: overlaps window 2"]
            ),
        ] as [([String], [String])])
    func `what windows say against themselves is named, all at once`(texts: [String], faults: [String]) throws {
        let windows = try texts.map { try #require(WindowPlan($0)) }
        #expect(WindowPlan.faults(of: windows).map(\.description) == faults)
    }

    @Test func `a window needs a day, and a rollout has few windows`() throws {
        let window = try #require(WindowPlan("Mon 02:00-04:00"))
        let dayless = WindowPlan(days: [], from: window.from, to: window.to)
        #expect(WindowPlan.faults(of: [dayless]).map(\.field) == ["windows.1.days"])
        let many = (0...20).map { WindowPlan(days: [.monday], from: .init(minute: $0), to: .init(minute: $0 + 1)) }
        #expect(WindowPlan.faults(of: many).map(\.description) == ["windows: must be at most 20"])
        #expect(WindowPlan.faults(of: many.dropLast()).isEmpty)
    }

    @Test func `a window is stored as it is sent`() throws {
        let window = try #require(WindowPlan("Fri-Mon 22:00-24:00"))
        let json = #"{"days":["fri","sat","sun","mon"],"from":"22:00","to":"24:00"}"#
        #expect(try JSONDecoder().decode(WindowPlan.self, from: Data(json.utf8)) == window)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(window), as: UTF8.self) == json)
    }

    @Test(arguments: [(0, Weekday.thursday), (3, .sunday), (4, .monday), (-1, .wednesday), (20_423, .monday)])
    func `days of the week follow one another since a Thursday in 1970`(day: Int, weekday: Weekday) {
        #expect(Weekday(ofDay: Int64(day)) == weekday)
    }

    @Test(arguments: [
        ("2026-12-01T02:00", "2026-12-01T02:00"), ("2026-12-01 02:00", "2026-12-01T02:00"),
        ("2026-12-01T02:00:30", "2026-12-01T02:00:30"), ("2026-12-01T02:00:00Z", "2026-12-01T02:00:00.000Z"),
        ("2026-12-01T02:00:00.125Z", "2026-12-01T02:00:00.125Z"), ("2026-12-01", nil), ("tomorrow", nil), ("", nil),
        ("2026-02-30T02:00", nil), ("2026-12-01T24:00", nil), ("2026-12-01T02:00+01:00", nil),
        ("2026-12-01T02:00Z", nil),
    ])
    func `a time of a schedule is an instant, or what clocks show`(text: String, expected: String?) {
        #expect(PlannedTime(text)?.description == expected)
    }

    @Test func `only a plan that has a schedule or windows is kept from programs that know neither`() throws {
        var plan = RolloutPlan(filter: "hardware=a")
        #expect(plan.leastVersion == 1)
        #expect(try Set(Self.keys(of: plan)).isDisjoint(with: ["schedule", "windows"]))
        plan.windows = [try #require(WindowPlan("Mon 02:00-04:00"))]
        #expect(plan.leastVersion == 2)
        plan.schedule = SchedulePlan(
            start: PlannedTime("2026-12-01T02:00"), end: PlannedTime("2026-12-02T02:00:00Z"), timeZone: "Europe/Berlin")
        #expect(try JSONDecoder().decode(RolloutPlan.self, from: JSONEncoder().encode(plan)) == plan)
        plan.windows = []
        #expect(plan.leastVersion == 2)
    }

    private static func keys(of plan: RolloutPlan) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(plan))
        return try #require(object as? [String: Any]).keys.sorted()
    }
}

@Suite struct RolloutScheduleTests {
    private let window = MaintenanceWindow(opensAt: .noon, closesAt: .noon + .seconds(3_600))

    @Test func `a window is open from its opening until before its closing, and nothing has to close it`() {
        #expect(
            [-1, 0, 3_599, 3_600, 100_000].map { window.isOpen(at: .noon + .seconds($0)) } == [
                false, true, true, false, false,
            ])
        #expect(RolloutSchedule(window: window).isInWindow(at: .noon))
        #expect(!RolloutSchedule(window: window).isInWindow(at: .noon - .seconds(1)))
        #expect(RolloutSchedule().isInWindow(at: .noon))
    }

    @Test func `its opening is a release, also once it has closed`() {
        #expect(window.release(at: .noon - .seconds(1)) == nil)
        #expect(window.release(at: .noon) == .noon)
        #expect(window.release(at: .noon + .seconds(100_000)) == .noon)
    }

    @Test func `a start and an end are due from their instants on`() {
        let schedule = RolloutSchedule(startAt: .noon, endAt: .noon + .seconds(1))
        #expect(schedule.isToStart)
        #expect(!RolloutSchedule(startAt: .noon, startedAt: .noon).isToStart)
        #expect(!RolloutSchedule(endAt: .noon).isToStart)
        #expect([-1, 0, 1].map { schedule.isStartDue(at: .noon + .seconds($0)) } == [false, true, true])
        #expect([-1, 0, 1].map { schedule.isEndDue(at: .noon + .seconds($0)) } == [false, false, true])
        #expect(RolloutSchedule().isStartDue(at: .noon))
        #expect(!RolloutSchedule().isEndDue(at: .noon))
    }
}
