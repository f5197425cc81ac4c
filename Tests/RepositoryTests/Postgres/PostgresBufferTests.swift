import Logging
import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

/// What an operation costs is counted in pages of 8 KiB that the server touches, which does not depend on the machine.
@Suite struct PostgresBufferTests {
    private struct Reading: Sendable {
        let name: String
        /// Pages at most, whatever the size of the fleet.
        let bound: Int
        let read: @Sendable (any RepositoryReader) throws -> Void

        init(_ name: String, _ bound: Int, _ read: @escaping @Sendable (any RepositoryReader) throws -> Void) {
            self.name = name
            self.bound = bound
            self.read = read
        }
    }

    private static let orders = DeviceOrder.allCases.flatMap { order in
        [
            Reading("devices by \(order)", 60) { try devices(order, in: .all, at: .first, $0) },
            Reading("devices by \(order), backwards", 60) { try devices(order, in: .all, at: .last, $0) },
        ]
    }

    private static let ownOrders = [DeviceOrder.uid, .firmware, .organization].map { order in
        Reading("devices of one organization by \(order)", 60) {
            try devices(order, in: .one(.init(3)), at: .first, $0)
        }
    }

    private static let lists = [
        Reading("devices that begin so", 60) { try devices("gw-00001", $0) },
        // A hundred of them begin so, each on another page, and are read as a whole where the server takes that for cheaper.
        Reading("devices whose serial begins so", 150) { try devices("SN00001", $0) },
        Reading("devices of one version", 60) { try devices("firmware=2.0.0", $0) },
        Reading("devices of one version in one organization", 60) {
            try devices("organization=org-003 and firmware=2.0.0", $0)
        },
        Reading("devices of which there is none", 2_500) { try devices("hardware=rev-z", $0) },
        Reading("sessions", 400) { try sessions("", $0) },
        Reading("sessions of one state", 400) { try sessions("status=initiated", $0) },
        Reading("sessions of one batch", 400) { try sessions("batch=2", $0) },
        Reading("sessions of which there is none", 2_500) { try sessions("firmware=9.0.0", $0) },
        Reading("events", 200) { try events("", $0) },
        Reading("events of one batch", 200) { try events("batch=2", $0) },
        Reading("events of which there is none", 2_500) { try events("kind=batch_created", $0) },
    ]

    private static let others = [
        Reading("the newest batches", 60) { _ = try $0.page(of: BatchQuery(), in: .all, at: .first, limit: 50) },
        Reading("open rollouts", 150) { _ = try $0.openRollouts(in: .all, limit: 20) },
        Reading("the live screen", 200) { _ = try $0.live(.init(2), limits: BatchLiveLimits()) },
        Reading("a device that asks", 30) { _ = try $0.checkContext(uid: "gw-0000600") },
        Reading("what is due", 10) { _ = try $0.dueSessions(limit: 100) },
        Reading("whether there is work", 10) { _ = try $0.hasBatchToStart() },
    ]

    @Test(arguments: [1_000, 100_000])
    func `reading costs a bounded number of pages at any size`(devices count: Int) async throws {
        try await withFleet(devices: count) { repository, explained in
            for reading in Self.orders + Self.ownOrders + Self.lists + Self.others {
                // A statement that is kept is planned for any values after the fifth time.
                for _ in 0..<6 { try await repository.read(reading.read) }
                _ = explained.take()
                try await repository.read(reading.read)
                let pages = explained.take().reduce(0) { $0 + $1.buffers }
                #expect((1...reading.bound).contains(pages), "\(reading.name): \(pages)")
            }
        }
    }

    @Test(arguments: [1_000, 100_000])
    func `a claim, a start, a step and a report cost a bounded number of pages`(devices count: Int) async throws {
        try await withFleet(devices: count) { repository, explained in
            let pages = {
                (part: String, body: @escaping @Sendable (any RepositoryTransaction) throws -> Void) in
                _ = explained.take()
                try await repository.write(body)
                return explained.take().filter { part.isEmpty || $0.sql.contains(part) }.reduce(0) { $0 + $1.buffers }
            }
            for round in 1...7 {
                let devices = try await repository.write {
                    try $0.insertDevices(100, in: .init(2), prefix: "new-\(round)", version: "")
                }
                let batch = try await repository.write { try $0.insertBatch(of: devices, firmware: .init(5)) }
                let claim = try await pages("") {
                    _ = try $0.claimBatch(owner: "w", lease: .seconds(30), backoff: { _ in .seconds(60) })
                }
                let start = try await pages("INSERT INTO update_sessions") {
                    try $0.startBatch(batch, sessionsFrom: 1_000 * round)
                }
                let session = SessionID.example(1_000 * round)
                let step = try await pages("") { try $0.step(session, to: .acknowledged) }
                _ = try await pages("") { try $0.step(session, to: .downloading) }
                let report = try await pages("") { transaction in
                    guard let id = try transaction.sessionContext(session)?.session.id else { return }
                    try transaction.recordReport(
                        of: id, progressPercent: round, bytesTransferred: 9, transferRate: nil)
                }
                #expect((1...30).contains(claim))
                #expect((100...4_000).contains(start))
                #expect((1...120).contains(step))
                #expect((1...75).contains(report))
            }
        }
    }

    private func withFleet(
        devices count: Int, _ body: (PostgresRepository, ExplainedStatements) async throws -> Void
    ) async throws {
        let explained = ExplainedStatements()
        try await withPostgres { _, _, database in
            try await PostgresFleet.make(devices: count, in: database)
            var limits = PostgresLimits()
            limits.connections = 1
            let repository = PostgresRepository(try database.location(), limits: limits, logger: explained.logger)
            try await repository.perform { _ = try $0.run(ExplainedStatements.settings) }
            try await body(repository, explained)
        }
    }
}

private func devices(
    _ order: DeviceOrder, in scope: OrganizationScope, at position: PagePosition<ListAnchor>,
    _ reader: any RepositoryReader
) throws {
    _ = try reader.page(of: DeviceQuery(order: order), in: scope, at: position, limit: 50)
}

private func devices(_ filter: String, _ reader: any RepositoryReader) throws {
    let query = DeviceQuery(filter: try Filter(filter, of: DeviceOrder.self))
    _ = try reader.page(of: query, in: .all, at: .first, limit: 50)
}

private func sessions(_ filter: String, _ reader: any RepositoryReader) throws {
    let query = SessionQuery(filter: try Filter(filter, of: SessionOrder.self))
    _ = try reader.page(of: query, in: .all, at: .first, limit: 50)
}

private func events(_ filter: String, _ reader: any RepositoryReader) throws {
    let query = EventQuery(filter: try Filter(filter, of: EventOrder.self))
    _ = try reader.page(of: query, in: .all, at: .first, limit: 50)
}
