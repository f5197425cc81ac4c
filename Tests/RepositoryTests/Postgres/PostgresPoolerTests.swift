import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

/// Behind a pooler that lends its connections for one transaction at a time.
@Suite struct PostgresPoolerTests {
    @Test func `call after call works, and what others find on the connection is none of ours`() async throws {
        try await withPostgres { _, _, database in
            let pooler = try await PostgresPooler.start(before: database.server)
            let info = pooler.connectionInfo(database: database.name)
            let repository = PostgresRepository(try PostgresLocation(info), logger: .quiet)
            let others = PostgresConsole(info)
            let state = """
                SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout'),
                  current_setting('enable_seqscan'), current_setting('jit'),
                  (SELECT count(*) FROM pg_prepared_statements)
                """
            let before = try await others.run(state)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...12 {
                    group.addTask {
                        _ = try await repository.write { try $0.insertOrganization(name: "acme \(number)") }
                        _ = try await repository.read { try $0.organization(named: "acme \(number)") }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await others.run("SELECT count(*) FROM organizations") == [["12"]])
            let after = try await others.run(state)
            #expect(after == before && after[0][4] == "0")
        }
    }

    @Test func `a transaction has the settings of its own all the same`() async throws {
        try await withPostgres { _, _, database in
            let pooler = try await PostgresPooler.start(before: database.server)
            let info = pooler.connectionInfo(database: database.name)
            for (info, isPooled) in [(info, true), (database.server.connectionInfo(database: database.name), false)] {
                let session = try PostgresSession.open(
                    try PostgresLocation(info), limits: PostgresLimits(), logger: .quiet)
                #expect(session.keepsStatements != isPooled)
                let settings = try session.transaction(TransactionKind(.read, clock: nil)) { transaction in
                    try transaction.first(
                        "SELECT current_setting('enable_seqscan') || ' ' || current_setting('statement_timeout')"
                    ) { try $0.text() }
                }
                #expect(settings == "off 31s")
            }
        }
    }

    @Test func `a schema is made and looked at`() async throws {
        try await withPostgres { _, _, database in
            let pooler = try await PostgresPooler.start(before: database.server)
            try await database.console.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            let location = try PostgresLocation(pooler.connectionInfo(database: database.name))
            let report = try await PostgresRepository.migrate(location, logger: .quiet)
            #expect(report.isNew)
            let statuses = try await PostgresRepository.migrations(location, logger: .quiet)
            #expect(statuses.map(\.isApplied).filter { !$0 } == [])
        }
    }
}
