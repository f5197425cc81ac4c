import SlipwayCore
import Testing

@testable import SlipwayServices

@Suite struct RolloutTimingTests {
    /// 2026-11-23T14:00:00Z, which is 15:00 in Berlin.
    private static let now = Timestamp(milliseconds: 1_795_442_400_000)

    @Test
    func `local times count in the zone of the plan, or else in that of the organization, which the plan then names`()
        throws
    {
        let plan = try Self.plan(start: "2026-11-23T15:30", end: "2026-12-01T00:00", windows: "Mon-Fri 02:00-04:00")
        let timing = RolloutTiming(of: plan, inZone: "Europe/Berlin", now: Self.now)
        #expect(timing.faults.isEmpty)
        #expect(timing.schedule.startAt?.description == "2026-11-23T14:30:00.000Z")
        #expect(timing.schedule.endAt?.description == "2026-11-30T23:00:00.000Z")
        #expect(timing.schedule.window?.opensAt.description == "2026-11-24T01:00:00.000Z")
        #expect(timing.schedule.isToStart)
        #expect(timing.plan.schedule?.timeZone == "Europe/Berlin")
        let other = RolloutTiming(
            of: try Self.plan(start: "2026-11-23T15:30", zone: "UTC"), inZone: "Europe/Berlin", now: Self.now)
        #expect(other.schedule.startAt?.description == "2026-11-23T15:30:00.000Z")
        let named = RolloutTiming(of: timing.plan, inZone: "America/New_York", now: Self.now)
        #expect(named.schedule == timing.schedule)
    }

    @Test func `instants need no zone`() throws {
        let plan = try Self.plan(start: "2026-11-23T14:00:00.001Z")
        let timing = RolloutTiming(of: plan, inZone: "Europe/Berlin", now: Self.now)
        #expect(timing.plan == plan)
        #expect(timing.schedule == RolloutSchedule(startAt: Self.now + .milliseconds(1)))
    }

    @Test(
        arguments: [
            ("2026-11-23T14:00:00Z", nil, nil, ["schedule.start: is in the past"]),
            ("2026-11-23T15:00", nil, nil, ["schedule.start: is in the past"]),
            (nil, "2026-11-23T14:00", nil, ["schedule.end: is in the past"]),
            ("2026-11-25T02:00", "2026-11-25T02:00", nil, ["schedule.end: is not after the start"]),
            ("2026-11-25T02:00", "2026-11-25T01:00:00Z", nil, ["schedule.end: is not after the start"]),
            (
                "2025-11-25T02:00", "2025-11-24T02:00", nil,
                ["schedule.start: is in the past", "schedule.end: is in the past"]
            ),
            ("2027-03-28T02:30", nil, nil, ["schedule.start: does not exist in Europe/Berlin: clocks skip it"]),
            (
                "2027-10-31T02:30", nil, nil,
                [
                    "schedule.start: comes twice in Europe/Berlin: say 2027-10-31T00:30:00.000Z or "
                        + "2027-10-31T01:30:00.000Z"
                ]
            ),
            (
                "2027-03-28T02:00", "2027-03-28T02:59:59", nil,
                [
                    "schedule.start: does not exist in Europe/Berlin: clocks skip it",
                    "schedule.end: does not exist in Europe/Berlin: clocks skip it",
                ]
            ),
            ("2027-03-28T03:00", nil, nil, []), ("2027-10-31T03:00", nil, nil, []),
            (
                "2026-11-28T00:00", "2026-11-30T02:00", "Mon-Fri 02:00-04:00",
                ["windows: never open between the start and the end"]
            ),
            ("2026-11-28T00:00", "2026-11-30T02:01", "Mon-Fri 02:00-04:00", []),
            // It is open at the start.
            ("2026-11-30T03:59", "2026-11-30T05:00", "Mon-Fri 02:00-04:00", []),
            // Nothing of it is left in the gap, and the schedule has no other day.
            (
                "2027-03-28T00:00", "2027-03-29T00:00", "Sun 02:00-03:00",
                ["windows: never open between the start and the end"]
            ),
        ] as [(String?, String?, String?, [String])])
    func `what makes no sense is named with its field, all at once`(
        start: String?, end: String?, windows: String?, faults: [String]
    ) throws {
        let plan = try Self.plan(start: start, end: end, windows: windows)
        let timing = RolloutTiming(of: plan, inZone: "Europe/Berlin", now: Self.now)
        #expect(timing.faults.map(\.description) == faults)
    }

    @Test func `a zone that there is not is a fault beside all others`() throws {
        let request = RolloutRequest(
            name: "", firmware: .version("2.0.0"), target: .organization("acme"),
            schedule: SchedulePlan(start: PlannedTime("2020-01-01T00:00"), timeZone: "Mars/Phobos"),
            windows: [try #require(WindowPlan("Mon 02:00-02:00"))])
        let fields = request.faults(lossLimit: .seconds(900)).map(\.field)
        #expect(fields == ["name", "windows.1.to", "schedule.time_zone"])
    }

    private static func plan(
        start: String? = nil, end: String? = nil, zone: String? = nil, windows: String? = nil
    ) throws -> RolloutPlan {
        let schedule = SchedulePlan(
            start: try start.map { try #require(PlannedTime($0)) }, end: try end.map { try #require(PlannedTime($0)) },
            timeZone: zone)
        return RolloutPlan(
            filter: nil, schedule: schedule, windows: try windows.map { [try #require(WindowPlan($0))] } ?? [])
    }
}
