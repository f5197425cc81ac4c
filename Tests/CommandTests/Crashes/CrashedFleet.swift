import Foundation
import GRDB
import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TestSupport

/// A fleet in a file, which the built program works on while a test kills it.
struct CrashedFleet {
    let path: String
    let services: Services
    /// What each device shows, by uid.
    private(set) var tokens: [String: String] = [:]
    let operatorPrincipal = Principal.operator("ops")

    /// - Parameter deviceCount: registered, active, and without a version.
    static func with(
        deviceCount: Int, _ body: (CrashedFleet) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "fleet.db").path
            try MigratedFile.write(to: path)
            let repository = try SQLiteRepository.open(path: path, clock: wallClock)
            var fleet = CrashedFleet(
                path: path,
                services: Services(
                    repository: repository, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
            fleet.tokens = try await fleet.register(deviceCount)
            for version in ["1.0.0", "2.0.0"] {
                _ = try await fleet.services.approvedRelease(
                    version, filledWith: version.utf8.first ?? 0, count: 50_000, in: folder,
                    by: fleet.operatorPrincipal)
            }
            try await body(fleet)
        }
    }

    /// Sees to it that there is always a batch under way.
    func createBatchIfIdle(_ number: Int) async throws {
        let open = try await services.repository.read { try $0.openRollouts(in: .all, limit: 2) }
        guard open.isEmpty else { return }
        _ = try await services.updates.createBatch(
            BatchRequest(
                name: "batch \(number)", firmware: .version(number.isMultiple(of: 2) ? "1.0.0" : "2.0.0"),
                target: .organization("acme"), maximumInFlight: 200, requestID: "batch-\(number)",
                leavesOutCurrent: false),
            as: operatorPrincipal)
    }

    func hasOpenBatches() async throws -> Bool {
        try await services.repository.read { try !$0.openRollouts(in: .all, limit: 1).isEmpty }
    }

    func hasStartedBatch() async throws -> Bool {
        let open = try await services.repository.read { try $0.openRollouts(in: .all, limit: 1) }
        return open.contains { $0.rollout.status == .inProgress }
    }

    /// The number of the latest event: how far the fleet is.
    func latestEvent() async throws -> Int64 {
        try await services.repository.read { reader in
            try reader.page(of: EventQuery(), in: .all, at: .first, limit: 1).rows.first?.id.rawValue ?? 0
        }
    }

    /// Whether somebody has a write transaction open at this moment.
    func isLockedForWriting() throws -> Bool { try Self.isLockedForWriting(path) }

    static func isLockedForWriting(_ path: String) throws -> Bool {
        var configuration = Configuration()
        configuration.busyMode = .immediateError
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase { connection in
                try connection.execute(sql: "BEGIN IMMEDIATE")
                try connection.execute(sql: "ROLLBACK")
            }
            return false
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return true
        } catch let error as DatabaseError where error.resultCode == .SQLITE_PROTOCOL {
            // A process was stopped while it brought the log's index up to date: it was about to open the file.
            return false
        }
    }

    /// Everything that a crash may have left behind, in words; empty where nothing is lost, doubled or stuck.
    func damage(deviceCount: Int) throws -> [String] {
        let queue = try DatabaseQueue.patient(path: path)
        return try CounterRecount.differences(inFileAt: path)
            + queue.read { connection in
                var damage: [String] = []
                for (what, sql) in FleetDamage.mustBeZero {
                    let count = try Int.fetchOne(connection, sql: sql) ?? 0
                    if count != 0 { damage.append("\(what): \(count)") }
                }
                let devices = try Int.fetchOne(connection, sql: "SELECT count(*) FROM devices") ?? 0
                if devices != deviceCount { damage.append("devices: \(devices) of \(deviceCount)") }
                return damage
            }
    }

    /// Its hardware is A or B, by turns.
    static func hardwareVersion(ofDevice number: Int) -> String { ["A", "B"][number % 2] }

    private func register(_ count: Int) async throws -> [String: String] {
        let acme = try await services.organizations.create(
            NewOrganization(name: "acme", environment: .staging, deviceLimit: count), as: operatorPrincipal)
        let entries = (0..<count).map {
            RegistrationEntry(
                deviceUID: "gw-\($0)", organizationID: acme.id, hardwareVersion: Self.hardwareVersion(ofDevice: $0))
        }
        var tokens: [String: String] = [:]
        for start in stride(from: 0, to: count, by: 100) {
            let result = try await services.devices.register(
                Array(entries[start..<min(start + 100, count)]), as: operatorPrincipal)
            for registered in result.successful { tokens[registered.device.deviceUID] = registered.deviceToken }
        }
        return tokens
    }

    @Sendable static func wallClock() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    }
}
