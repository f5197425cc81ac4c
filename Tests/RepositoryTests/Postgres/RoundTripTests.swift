import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@testable import PostgresRepository

/// How often a call waits for the database, which may be far away.
@Suite struct RoundTripTests {
    @Test func `a device's calls wait for the database as seldom as they may`() async throws {
        try await PostgresCluster.shared.withDatabase { database in
            var limits = PostgresLimits()
            limits.connections = 1
            let calls = try await CountedCalls(on: try await database.open(limits: limits, clock: nil))
            #expect(try await calls.check() == 1)
            #expect(try await calls.report(.acknowledged) <= 3)
            #expect(try await calls.openDownload() <= 2)
            #expect(try await calls.piece() <= 5)
            #expect(try await calls.piece() == 1)
            #expect(try await calls.feedingCheck() == 1)
            #expect(try await calls.report(.progressed(percent: 40, bytes: 400)) <= 2)
            #expect(try await calls.report(.flashed) <= 3)
            #expect(try await calls.report(.completed(checksum: calls.fleet.release.checksum)) <= 3)
            #expect(try await calls.check() == 1)
            // Five, and the question whether its wave has a gate, which a bad device alone asks.
            #expect(try await calls.endBatch() <= 6)
        }
    }

    @Test func `behind a pooler they wait no oftener`() async throws {
        try await withPostgres { _, _, database in
            let pooler = try await PostgresPooler.start(before: database.server)
            var limits = PostgresLimits()
            limits.connections = 1
            let location = try PostgresLocation(pooler.connectionInfo(database: database.name))
            let calls = try await CountedCalls(on: PostgresRepository(location, limits: limits, logger: .quiet))
            #expect(try await calls.check() == 1)
            #expect(try await calls.report(.acknowledged) <= 3)
            #expect(try await calls.piece() <= 5)
            #expect(try await calls.piece() == 1)
            #expect(try await calls.report(.progressed(percent: 40, bytes: 400)) <= 2)
            #expect(try await calls.report(.flashed) <= 3)
            #expect(try await calls.report(.completed(checksum: calls.fleet.release.checksum)) <= 3)
        }
    }

    @Test func `what waits oftener is counted oftener`() async throws {
        var limits = PostgresLimits()
        limits.connections = 1
        try await withPostgres(limits: limits) { repository, _, _ in
            let trips = { (work: () async throws -> Void) in
                let before = repository.roundTripCount
                try await work()
                return repository.roundTripCount - before
            }
            let runs = try await trips {
                try await repository.perform { for _ in 1...3 { _ = try $0.run("SELECT 1") } }
            }
            #expect(runs == 3)
            let reads = try await trips {
                try await repository.read { reader in for _ in 1...3 { _ = try reader.deviceCount(in: .all) } }
            }
            #expect(reads == 4)
        }
    }
}

/// The calls of one of two devices in a batch, each with how often it waited.
private struct CountedCalls {
    let fleet: StockedFleet
    private let repository: PostgresRepository
    private let sessions: [SessionID]
    private let tokens: [String]

    init(on repository: PostgresRepository) async throws {
        self.repository = repository
        fleet = try await makeFleet(of: 2, in: repository, clock: TestClock())
        var tokens: [String] = []
        for device in fleet.devices {
            tokens.append(try await fleet.services.devices.rotateToken(of: device.deviceUID, as: fleet.ada).deviceToken)
        }
        self.tokens = tokens
        sessions = try await fleet.startBatch(of: 2).sessions
    }

    func check() async throws -> Int {
        try await trips { _ = try await fleet.updates.check(uid: uid(0), token: tokens[0], reportedVersion: "1.0.0") }
    }

    func report(_ report: SessionReport, of device: Int = 0) async throws -> Int {
        try await trips {
            _ = try await fleet.updates.report(report, on: sessions[device], from: uid(device), token: tokens[device])
        }
    }

    func openDownload() async throws -> Int {
        try await trips {
            let principal = try await fleet.services.authentication.authenticateDevice(tokens[0], uid: uid(0))
            _ = try await fleet.updates.download(of: sessions[0], as: principal)
        }
    }

    func piece() async throws -> Int {
        try await trips {
            let piece = try await fleet.updates.piece(
                of: sessions[0], fleet.release, 0..<fleet.release.sizeBytes, to: uid(0), token: tokens[0]
            ) { Array($0) }
            guard case .read(let bytes) = piece else { throw SlipwayError.unknownValue }
            #expect(bytes == Array(StockedFleet.firmwareText.utf8))
        }
    }

    func feedingCheck() async throws -> Int {
        try await trips { try await fleet.updates.requireFeeding(sessions[0], to: uid(0), token: tokens[0]) }
    }

    /// The other device is the last of the batch.
    func endBatch() async throws -> Int {
        let ended = try await report(.failed(reason: "no space"), of: 1)
        let batches = try await repository.read { try $0.page(of: BatchQuery(), in: .all, at: .first, limit: 9).rows }
        #expect(batches.map(\.batch.status) == [.completed])
        return ended
    }

    private func uid(_ device: Int) -> String { fleet.devices[device].deviceUID }

    private func trips(_ call: () async throws -> Void) async throws -> Int {
        let before = repository.roundTripCount
        try await call()
        return repository.roundTripCount - before
    }
}
