import SlipwayCore
import TestSupport
import Testing

@Suite struct TransactionTests {
    private struct Whatever: Error, Equatable {}

    @Test(arguments: ConformingDatabase.allCases)
    func `a body that throws leaves nothing behind and its error unchanged`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            await #expect(throws: Whatever()) {
                try await world.write { try Self.insertAndThrow(Whatever(), in: $0) }
            }
            await #expect(throws: SlipwayError.deviceNotFound("x")) {
                try await world.write { try Self.insertAndThrow(SlipwayError.deviceNotFound("x"), in: $0) }
            }
            let found = try await world.read { try $0.organization(named: "acme") }
            #expect(found == nil)
        }
    }

    private static func insertAndThrow(_ error: any Error, in transaction: any RepositoryTransaction) throws {
        try transaction.insertOrganization()
        throw error
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a brief read sees what was written last, and throws what its body throws`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            for number in 1...3 {
                let written = try await world.write { try $0.insertOrganization(name: "acme-\(number)") }
                let found = try await world.repository.readBriefly { try $0.organization(named: "acme-\(number)") }
                #expect(found == written)
            }
            await #expect(throws: Whatever()) { try await world.repository.readBriefly { _ in throw Whatever() } }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the instant of a transaction does not move`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let start = world.clock.now
            let instants = try await world.write { transaction in
                let before = transaction.now
                world.clock.advance(by: .seconds(9))
                return [before, transaction.now]
            }
            #expect(instants == [start, start])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a rule of the schema that is broken is told without any SQL`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let expected = SlipwayError.ruleBroken
            await #expect(throws: expected) {
                try await world.write { try $0.append([.example(on: EventSubject(deviceID: .init(99)))]) }
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the change mark stays while nothing is committed and moves with every commit`(
        database: ConformingDatabase
    ) async throws {
        try await database.withOneReader { world in
            let mark = { try await world.read { try $0.changeMark() } }
            let before = try await mark()
            #expect(try await mark() == before)
            try await world.write { try $0.insertOrganization() }
            let after = try await mark()
            #expect(after != before)
            #expect(try await mark() == after)
        }
    }
}

extension ConformingDatabase {
    fileprivate func withOneReader(_ body: (DatabaseWorld) async throws -> Void) async throws {
        switch self {
        case .inMemory: try await withWorld(body)
        case .file: try await withFileRepository { try await body(DatabaseWorld($0, clock: $1)) }
        case .postgres:
            // Its mark moves with every commit of the whole server, so that it needs one of its own.
            let cluster = PostgresCluster()
            try await cluster.withDatabase { database in
                let clock = TestClock()
                try await body(
                    DatabaseWorld(
                        try await database.open(clock: { clock.now }), clock: clock, console: database.console))
            }
        }
    }
}
