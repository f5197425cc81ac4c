import Logging
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport

@testable import SlipwayDashboard

/// A database that a dashboard looks at: the same identifiers and the same instants whenever it is made.
struct ScreenWorld {
    let services: Services
    let repository: SwitchedRepository
    /// Changes rows past the dashboard and every rule.
    let change: @Sendable (_ statement: String) async throws -> Void
    let clock: TestClock
    let `operator` = Principal.operator("ada")

    /// What the dashboard has said before.
    static let usualMessages = [
        "worker-1 took over the work of worker-0", "batch 2 could not be started: it is paused",
    ]

    /// A robot whose day starts now, on a dashboard for which every answer takes no time.
    ///
    /// - Parameter messages: what stands in its log, the latest last.
    func robot(
        columns: Int = 80, rows: Int = 24, glyphs: GlyphSet = .ascii, isReadOnly: Bool = false,
        messages: [String] = usualMessages
    ) -> Robot {
        let log = LogBook { [clock] in clock.now }
        for message in messages { log.note(.warning, message) }
        let reads = DashboardReads(services: services, principal: `operator`) { 0 }
        let acts = DashboardActs(services: isReadOnly ? nil : services, principal: `operator`)
        let header = HeaderState(
            organization: "all organizations", viewer: isReadOnly ? .readOnly : .named("ada"), pollInterval: 1_000)
        var robot = Robot(
            DashboardApplication.make(reads: reads, acts: acts, log: log, header: header),
            size: Size(columns: columns, rows: rows), glyphs: glyphs,
            now: ClockReading(
                instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: clock.now.milliseconds)))
        robot.journal = { log.note($0) }
        return robot
    }

    /// With nothing in it.
    static func with(
        on database: ConformingDatabase = .inMemory, _ body: (ScreenWorld) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            let switched = SwitchedRepository(world.repository)
            let services = Services(
                repository: switched, identifiers: .seeded(1), logger: Logger(label: "test"))
            try await body(
                ScreenWorld(services: services, repository: switched, change: world.change, clock: world.clock))
        }
    }

    /// One device in a batch that nobody has started.
    func fillUntouched() async throws {
        try await repository.write { transaction in
            let organization = try transaction.insertOrganization()
            let devices = try transaction.insertDevices(1, in: organization.id, prefix: "gw", version: "")
            let release = try transaction.insertRelease()
            try transaction.insertBatch(of: devices, firmware: release.id)
        }
    }
}
