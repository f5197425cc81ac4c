import SQLStorage
import SlipwayCore
import Synchronization
import TestSupport
import Testing

@testable import PostgresRepository

/// Statements that are sent together, and what comes of them when one fails or the connection dies in their midst.
@Suite struct PostgresFlightTests {
    @Test func `statements that fly together are answered in their order, and kept from the first flight on`()
        async throws
    {
        try await withSession { session in
            let statements = ["SELECT 1", "SELECT 2", "SELECT 1"].map { PostgresStatement($0) }
            for _ in 1...2 {
                let texts = try session.answers(to: statements).map { answer in
                    var columns = PostgresColumnReader(answer, row: 0)
                    return columns.optionalInt64()
                }
                #expect(texts == [1, 2, 1])
            }
            #expect(Set(session.prepared.keys) == ["SELECT 1", "SELECT 2"])
            let kept = try session.execute("SELECT count(*) FROM pg_prepared_statements", [], isKept: false)
            var columns = PostgresColumnReader(kept, row: 0)
            #expect(columns.optionalInt64() == 2)
        }
    }

    @Test func `where one fails, those before it are undone, those after it passed over, and the next flight flies`()
        async throws
    {
        try await withSession { session in
            let statements = ["CREATE TABLE one ()", "SELECT 1 / 0", "CREATE TABLE two ()"].map {
                PostgresStatement($0)
            }
            let fault = #expect(throws: FlightFault.self) { _ = try session.answers(to: statements) }
            #expect(fault?.position == 1 && fault?.fault.sqlState == "22012")
            let sql = "SELECT count(to_regclass('one')) + count(to_regclass('two'))"
            let count = try session.execute(sql, [], isKept: true)
            var columns = PostgresColumnReader(count, row: 0)
            #expect(columns.optionalInt64() == 0)
            // A statement that the server never took has no name there.
            _ = try session.answers(to: [PostgresStatement("CREATE TABLE two ()")])
        }
    }

    @Test func `a transaction of more statements than are put off flies now and then, and loses none`() async throws {
        try await withPostgres { repository, _, database in
            let count = 3 * TransactionCourse.limit
            let before = repository.roundTripCount
            try await repository.write { transaction in
                for number in 1...count {
                    try transaction.run("INSERT INTO settings (key, value) VALUES ('k\(number)', '')")
                }
            }
            #expect(repository.roundTripCount - before <= 4)
            let stored = try await database.console.run("SELECT count(*)::text FROM settings WHERE key LIKE 'k%'")
            #expect(stored == [["\(count)"]])
        }
    }

    @Test func `what was put off and fails fails the transaction, whatever came after it`() async throws {
        try await withPostgres { repository, _, database in
            await #expect(throws: SlipwayError.ruleBroken) {
                try await repository.write { transaction in
                    try transaction.insertOrganization()
                    for _ in 1...2 { try transaction.run("INSERT INTO settings (key, value) VALUES ('k', '')") }
                }
            }
            let found = try await repository.read { try $0.organization(named: "acme") }
            #expect(found == nil)
            let connections = "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database()"
            // The console's, and one that was good for the next transaction too.
            let count = try await database.console.run(connections)
            #expect(count == [["2"]])
        }
    }

    @Test func `after a statement has failed unseen, nothing that is asked is answered`() async throws {
        try await withPostgres { repository, _, _ in
            await #expect(throws: SlipwayError.ruleBroken) {
                try await repository.write { transaction in
                    for _ in 1...2 { try transaction.run("INSERT INTO settings (key, value) VALUES ('k', '')") }
                    _ = try? transaction.organizations([])
                    let count = try? transaction.deviceCount(in: .all)
                    #expect(count == nil)
                }
            }
        }
    }

    @Test func `what others got in the way of at the end runs again, and is saved once`() async throws {
        try await withPostgres { repository, _, database in
            try await database.console.run(Self.trigger(times: 2, "RAISE EXCEPTION USING ERRCODE = '40001'"))
            let runs = try await write("k", in: repository)
            #expect(runs == 3)
            #expect(try await stored(in: database) == "1")
        }
    }

    @Test func `a connection that dies before COMMIT was sent is replaced, and the write saved once`() async throws {
        try await withPostgres { repository, _, database in
            try await database.console.run(
                Self.trigger(times: 1, "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1)"))
            let runs = Atomic(0)
            try await repository.write { transaction in
                runs.add(1, ordering: .relaxed)
                try transaction.run("INSERT INTO settings (key, value) VALUES ('k', '')")
                _ = try transaction.deviceCount(in: .all)
            }
            #expect(runs.load(ordering: .relaxed) == 2)
            #expect(try await stored(in: database) == "1")
        }
    }

    /// The server may have carried out all of it, and died before it could say so; a pooler says so in words of its own.
    @Test(arguments: [false, true])
    func `a connection that dies on the flight of COMMIT leaves open what came of it, and nothing runs again`(
        isPooled: Bool
    ) async throws {
        try await withPostgres { _, _, database in
            let pooler = isPooled ? try await PostgresPooler.start(before: database.server) : nil
            let location = try pooler.map { try PostgresLocation($0.connectionInfo(database: database.name)) }
            let repository = PostgresRepository(try location ?? database.location(), logger: .quiet)
            try await database.console.run(
                Self.trigger(times: 1, "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1)"))
            let unknown = SlipwayError.databaseUnavailable(
                "the connection broke in the moment of saving: look whether it was saved")
            let runs = Atomic(0)
            await #expect(throws: unknown) {
                try await repository.write { transaction in
                    runs.add(1, ordering: .relaxed)
                    _ = try transaction.deviceCount(in: .all)
                    try transaction.run("INSERT INTO settings (key, value) VALUES ('k', '')")
                }
            }
            #expect(runs.load(ordering: .relaxed) == 1)
            #expect(try await stored(in: database) == "0")
            #expect(try await write("k", in: repository) == 1)
        }
    }

    @Test func `what is cancelled on the flight of COMMIT is not saved`() async throws {
        try await withPostgres { repository, _, database in
            try await database.console.run("BEGIN; LOCK TABLE settings")
            let observer = PostgresConsole(database.server.connectionInfo(database: database.name))
            let waiting = """
                SELECT count(*)::text FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
                WHERE NOT l.granted AND d.datname = current_database()
                """
            let write = Task { try await self.write("k", in: repository) }
            try await until { try await observer.run(waiting) == [["1"]] }
            write.cancel()
            await #expect(throws: CancellationError.self) { try await write.value }
            #expect(try await observer.run(waiting) == [["0"]])
            try await database.console.run("COMMIT")
            #expect(try await stored(in: database) == "0")
            #expect(try await self.write("k", in: repository) == 1)
        }
    }

    @Test func `each statement of a flight has its time, and one that takes longer ends the flight`() async throws {
        var limits = PostgresLimits()
        limits.answering = .seconds(2)
        limits.connections = 1
        try await withPostgres(limits: limits) { repository, _, database in
            try await repository.write { transaction in
                for _ in 1...2 { try transaction.run("SELECT pg_sleep(1.2)") }
                try transaction.run("INSERT INTO settings (key, value) VALUES ('k', '')")
            }
            #expect(try await stored(in: database) == "1")
            let fault = await code {
                try await repository.write { transaction in
                    try transaction.run("DELETE FROM settings WHERE key = 'k'")
                    try transaction.run("SELECT pg_sleep(60)")
                }
            }
            #expect(fault == "DATABASE_001")
            #expect(try await stored(in: database) == "1")
        }
    }

    @Test func `a question needs no transaction, and two are asked in one`() async throws {
        try await withPostgres { repository, _, _ in
            _ = try await repository.write { try $0.insertOrganization() }
            let runs = Atomic(0)
            let trips = repository.roundTripCount
            let count = try await repository.ask { reader in
                runs.add(1, ordering: .relaxed)
                return try reader.deviceCount(in: .all)
            }
            #expect(count == 0 && runs.load(ordering: .relaxed) == 1 && repository.roundTripCount - trips == 1)
            let isolation = try await repository.ask { reader in
                runs.add(1, ordering: .relaxed)
                _ = try? reader.deviceCount(in: .all)
                return try reader.isolation()
            }
            #expect(isolation == "repeatable read" && runs.load(ordering: .relaxed) == 3)
            #expect(try await repository.ask { try $0.isolation() } == "read committed")
        }
    }

    /// - Parameter times: how often an insertion of a setting `k` does it, whatever becomes of its transaction.
    private static func trigger(times: Int, _ action: String) -> String {
        """
        CREATE SEQUENCE tries;
        CREATE FUNCTION trip() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.key = 'k' AND nextval('tries') <= \(times) THEN \(action); END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER trip BEFORE INSERT ON settings FOR EACH ROW EXECUTE FUNCTION trip()
        """
    }

    /// Something that is answered, and then something that is put off to the end.
    ///
    /// - Returns: how often it ran.
    private func write(_ key: String, in repository: PostgresRepository) async throws -> Int {
        let runs = Atomic(0)
        try await repository.write { transaction in
            runs.add(1, ordering: .relaxed)
            _ = try transaction.deviceCount(in: .all)
            try transaction.run("INSERT INTO settings (key, value) VALUES ('\(key)', '')")
        }
        return runs.load(ordering: .relaxed)
    }

    private func stored(in database: PostgresDatabase) async throws -> String? {
        try await database.console.run("SELECT count(*)::text FROM settings WHERE key = 'k'").first?.first
    }

    private func withSession(_ body: (PostgresSession) throws -> Void) async throws {
        try await withPostgres { _, _, database in
            try body(try PostgresSession.open(try database.location(), limits: PostgresLimits(), logger: .quiet))
        }
    }
}

extension RepositoryTransaction {
    /// A statement whose answer is not needed.
    fileprivate func run(_ sql: String) throws { try (self as? PostgresTransaction)?.execute(sql) }
}

extension RepositoryReader {
    fileprivate func isolation() throws -> String? {
        try (self as? PostgresTransaction)?.first("SELECT current_setting('transaction_isolation')") { try $0.text() }
    }
}
