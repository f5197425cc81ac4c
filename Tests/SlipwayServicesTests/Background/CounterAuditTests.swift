import Logging
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

@Suite struct CounterAuditTests {
    @Test func `a wrong figure is told once in log, journal and figures, and stays as it is`() async throws {
        try await withAudit { world in
            let batch = try await world.fleet.createBatch(of: 2)
            try await world.repository.execute("UPDATE update_batches SET n_verified = 5 WHERE id = \(batch.id)")
            for _ in 0..<3 { _ = try await world.audit.step() }
            // Another process, which begins its own round.
            _ = try await world.another.step()
            let told = try await world.told()
            #expect(told.map(\.kind) == [.countersDiffered])
            #expect(told.map(\.detail) == ["batch \(batch.id): n_verified is 5, counted 0"])
            #expect(told.map(\.subject) == [EventSubject(of: batch)])
            #expect(told.map(\.actorName) == ["worker-1"])
            #expect(
                world.log == [
                    "figures differ from the rows and were left as they are: n_verified of batch \(batch.id)"
                ])
            #expect(try await world.fleet.batch(batch.id).counters.verified == 5)
            let difference = CounterDifference(of: .batch(batch.id), figure: "n_verified", kept: 5, counted: 0)
            #expect(try await world.fleet.updates.figures(as: world.fleet.ada).counterDifferences == [difference])
            let home = try await world.fleet.updates.home(as: world.fleet.ada, endedLimit: 9)
            #expect(home.service.counterDifferences == [difference])
        }
    }

    @Test func `a rollout and an organization are counted too`() async throws {
        try await withAudit { world in
            let batch = try await world.fleet.createBatch(of: 2)
            let acme = world.fleet.acme.id
            try await world.repository.execute("UPDATE rollouts SET n_verified = 1")
            try await world.repository.execute("UPDATE organizations SET device_count = 4 WHERE id = \(acme)")
            _ = try await world.audit.step()
            #expect(
                Set(try await world.told().map(\.detail)) == [
                    "rollout \(batch.rolloutID): n_verified is 1, counted 0",
                    "organization \(acme): device_count is 4, counted 3",
                ])
        }
    }

    @Test func `a figure that is right again is told, and one that goes wrong again too`() async throws {
        try await withAudit { world in
            for count in [4, 3, 9, 8] {
                try await world.repository.execute("UPDATE organizations SET device_count = \(count)")
                _ = try await world.audit.step()
            }
            #expect(
                try await world.told().map(\.kind) == [
                    .countersDiffered, .countersAgreed, .countersDiffered, .countersDiffered,
                ])
            #expect(try await world.fleet.updates.figures(as: world.fleet.ada).counterDifferences.count == 1)
        }
    }

    @Test func `a wrong figure that moves on with its rows is the same mistake`() async throws {
        try await withAudit { world in
            try await world.repository.execute("UPDATE organizations SET device_count = 4")
            _ = try await world.audit.step()
            let acme = world.fleet.acme.id
            _ = try await world.repository.write { try $0.insertDevices(2, in: acme, prefix: "late") }
            _ = try await world.audit.step()
            #expect(try await world.told().map(\.kind) == [.countersDiffered])
        }
    }

    @Test func `nobody who sees one organization only is told`() async throws {
        try await withAudit { world in
            try await world.repository.execute("UPDATE organizations SET device_count = 4")
            _ = try await world.audit.step()
            let eve = Principal.operator("eve", organization: .one(world.fleet.acme.id))
            #expect(try await world.fleet.updates.home(as: eve, endedLimit: 9).service.counterDifferences == [])
            #expect(try await world.fleet.updates.figures(as: eve).counterDifferences == [])
        }
    }

    @Test func `while batches run no figure is called wrong, and nothing is written`() async throws {
        try await withFileRepository(readers: 2) { repository, clock in
            let fleet = try await makeFleet(of: 40, in: repository, clock: clock)
            let world = AuditWorld(fleet, repository)
            let (id, sessions) = try await fleet.startBatch(of: 40, maximumInFlight: 40)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for (device, session) in sessions.enumerated() {
                        try await fleet.take(session, of: device, to: .completed)
                    }
                }
                group.addTask { for _ in 0..<200 { _ = try await world.audit.step() } }
                try await group.waitForAll()
            }
            #expect(try await fleet.batch(id).counters.succeeded == 40)
            #expect(try await world.told() == [])
            #expect(world.log == [])
            let mark = try await fleet.updates.changeMark()
            for _ in 0..<3 { #expect(try await world.audit.step() == false) }
            #expect(try await fleet.updates.changeMark() == mark)
        }
    }

    @Test func `a step counts some batches only, and the next one goes on`() async throws {
        try await withAudit { world in
            let fleet = world.fleet
            let batches = try await world.repository.write { transaction in
                try (0...AuditPiece.batches).map { _ in
                    try transaction.insertBatch(of: fleet.devices, firmware: fleet.release.id).id
                }
            }
            let pieces = try await world.pieces(3)
            let counted = pieces.map { piece in batches.filter { piece.differences[.batch($0)] != nil } }
            #expect(counted == [Array(batches.dropLast()), batches.suffix(1), Array(batches.dropLast())])
        }
    }

    @Test func `a large organization is counted in pieces, and anew where devices come between them`() async throws {
        try await withAudit(devices: 0) { world in
            let acme = world.fleet.acme.id
            let repository = world.repository
            let half = AuditPiece.devices / 2
            for number in 0..<3 {
                _ = try await repository.write {
                    try $0.insertDevices(half, in: acme, prefix: "p\(number)", version: "")
                }
            }
            #expect(try await world.pieces(2).map { $0.differences[.organization(acme)] } == [nil, []])
            let begun = try await world.pieces(1)[0].end
            _ = try await repository.write { try $0.insertDevices(1, in: acme, prefix: "a") }
            let next = try await repository.read { try AuditPiece(from: begun, in: $0) }
            #expect(next.differences == [:] && next.end == AuditPosition())
            try await repository.execute("UPDATE organizations SET device_count = 1")
            #expect(
                try await world.pieces(2).last?.differences[.organization(acme)] == [
                    CounterDifference(
                        of: .organization(acme), figure: "device_count", kept: 1, counted: 3 * half + 1)
                ])
        }
    }
}

private struct AuditWorld: Sendable {
    let fleet: StockedFleet
    let repository: SQLiteRepository
    let audit: CounterAudit
    let another: CounterAudit
    private let book: LogBook

    init(_ fleet: StockedFleet, _ repository: SQLiteRepository) {
        self.fleet = fleet
        self.repository = repository
        let clock = fleet.clock
        book = LogBook(now: { clock.now })
        let logger = book.logger(label: "audit")
        audit = CounterAudit(services: fleet.services, worker: "worker-1", logger: logger)
        another = CounterAudit(services: fleet.services, worker: "worker-2", logger: logger)
    }

    /// Errors, the oldest first.
    var log: [String] { book.entries.reversed().filter { $0.severity == .error }.map(\.text) }

    func told() async throws -> [Event] {
        try await fleet.events().filter { [.countersDiffered, .countersAgreed].contains($0.kind) }
    }

    /// The first pieces of a round, each in a read of its own.
    func pieces(_ count: Int) async throws -> [AuditPiece] {
        var pieces: [AuditPiece] = []
        for _ in 0..<count {
            let position = pieces.last?.end ?? AuditPosition()
            pieces.append(try await repository.read { try AuditPiece(from: position, in: $0) })
        }
        return pieces
    }
}

private func withAudit(devices: Int = 3, _ body: (AuditWorld) async throws -> Void) async throws {
    try await withRepository { repository, clock in
        try await body(AuditWorld(try await makeFleet(of: devices, in: repository, clock: clock), repository))
    }
}
