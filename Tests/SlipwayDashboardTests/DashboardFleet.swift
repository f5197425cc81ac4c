import Logging
import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// The dashboard over a real database in memory: two organizations, a running batch, an operator.
struct DashboardFleet {
    let services: Services
    let batch: UpdateBatch
    let `operator` = Principal.operator("ada")

    func robot(
        columns: Int = 80, rows: Int = 24, isReadOnly: Bool = false, principal: Principal? = nil,
        drafts: DraftFolder? = nil, failingWith error: (@Sendable () -> SlipwayError?)? = nil
    ) -> Robot {
        let viewer = principal ?? self.operator
        var reads = DashboardReads(services: services, principal: viewer) { 0 }
        if let error {
            let mark = reads.mark
            reads.mark = {
                if let error = error() { throw error }
                return try await mark()
            }
        }
        let log = LogBook { .example }
        var robot = Robot(
            DashboardApplication.make(
                reads: reads, acts: DashboardActs(services: isReadOnly ? nil : services, principal: viewer), log: log,
                header: HeaderState(
                    organization: "all organizations", viewer: isReadOnly ? .readOnly : .named("ada"),
                    pollInterval: 1_000), drafts: drafts),
            size: Size(columns: columns, rows: rows),
            now: ClockReading(
                instant: ScreenInstant(milliseconds: 0),
                wall: WallTime(milliseconds: Timestamp.example.milliseconds)))
        robot.journal = { log.note($0) }
        return robot
    }

    func fail(_ uids: [String], reason: String) async throws {
        let rows = try await services.updates.batchDevices(batch.id, as: self.operator, at: .first, limit: 1_000)
        for row in rows where uids.contains(row.deviceUID) {
            guard let session = row.session?.sessionID else { continue }
            _ = try await services.updates.fail(session, reason: reason, as: self.operator)
        }
    }

    func status() async throws -> UpdateBatchState {
        try await services.updates.batch(batch.id, as: self.operator).status
    }

    func expect(_ wanted: UpdateBatchState, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let status = try await status()
        #expect(status == wanted, sourceLocation: sourceLocation)
    }

    /// Devices `dev-001` and on in the first organization, all in a batch that runs.
    static func with(
        on database: ConformingDatabase = .inMemory, devices count: Int = 12, places: Int = 1_000,
        gate: GateRule? = nil, settings: ServiceSettings = ServiceSettings(),
        _ body: (DashboardFleet) async throws -> Void
    ) async throws {
        try await database.withWorld { world in
            try await body(
                try await filling(
                    world.repository, devices: count, places: places, gate: gate, settings: settings))
        }
    }

    static func filling(
        _ repository: any Repository, devices count: Int = 12, places: Int = 1_000, gate: GateRule? = nil,
        settings: ServiceSettings = ServiceSettings()
    ) async throws -> DashboardFleet {
        let batch = try await repository.write { transaction in
            let organization = try transaction.insertOrganization(deviceLimit: count + places)
            let devices = try transaction.insertDevices(count, in: organization.id)
            let release = try transaction.insertRelease()
            let batch = try transaction.insertBatch(of: devices, firmware: release.id, gate: gate)
            _ = try transaction.startBatch(batch)
            return batch
        }
        return DashboardFleet(
            services: Services(repository: repository, settings: settings, logger: Logger(label: "test")), batch: batch)
    }
}

extension Robot {
    /// Lets a dialog be painted and read before keys count.
    mutating func answer(_ keys: Key...) async {
        _ = frame()
        await wait(milliseconds: 250)
        for key in keys { await press(key) }
    }

    mutating func open(_ line: String) async {
        await press(":")
        await type(line)
        await press(.enter)
        _ = frame()
    }
}
