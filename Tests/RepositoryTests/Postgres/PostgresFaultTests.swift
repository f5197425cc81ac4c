import Foundation
import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresFaultTests {
    @Test(arguments: [
        ("08006", "the connection to db is lost"), ("57P01", "the server is starting or stopping: db"),
        ("28P01", "the user or the password is not accepted by db"), ("3D000", "there is no database db"),
        ("40001", "others keep changing the same rows"), ("40P01", "others keep changing the same rows"),
        ("53300", "no more connections are taken by db"),
        ("57014", "the work was interrupted"),
        ("XX000", "it failed unexpectedly (XX000)"),
    ])
    func `what the server refuses is told in our words, never in its own`(state: String, words: String) {
        let fault = PostgresFault(.refused(sqlState: state), "ERROR: SELECT secret FROM nowhere")
        #expect(SlipwayError(fault, address: "db") == .databaseUnavailable(words))
    }

    @Test(arguments: [
        ("25006", SlipwayError.databaseReadOnly), ("53100", .databaseFull), ("42P01", .schemaMissing("db")),
        ("42501", .databaseForbidden("this user may not do that in db")), ("23505", .ruleBroken),
        ("23514", .ruleBroken), ("55P03", .rowsLocked),
    ])
    func `what has a code of its own keeps it`(state: String, error: SlipwayError) {
        #expect(SlipwayError(PostgresFault(.refused(sqlState: state)), address: "db") == error)
    }

    @Test(arguments: [
        // cause, whether it may be repeated before COMMIT was sent, and after
        (PostgresFault.Cause.lost, true, false), (.unreached, true, false), (.late, false, false),
        (.garbled, false, false), (.refused(sqlState: "08006"), true, false),
        (.refused(sqlState: "57P01"), true, false),
        (.refused(sqlState: "40001"), true, true), (.refused(sqlState: "40P01"), true, true),
        (.refused(sqlState: "23505"), false, false),
    ])
    func `nothing is run again that may have been carried out`(
        cause: PostgresFault.Cause, before: Bool, after: Bool
    ) {
        let fault = PostgresFault(cause)
        #expect(TransactionFault(fault: fault, isCommitSent: false).mayBeRepeated == before)
        #expect(TransactionFault(fault: fault, isCommitSent: true).mayBeRepeated == after)
    }

    @Test(arguments: [
        ("connection to server at \"db\" failed: FATAL:  28P01: Passwort-Authentifizierung fehlgeschlagen", "28P01"),
        ("FATAL:  53300: 接続が多すぎます LOCATION:  InitProcess, proc.c:359", "53300"),
        ("at \"::1\" failed: FATAL:  28000: no entry at \"127.0.0.1\" failed: FATAL:  3D000: no database", "3D000"),
        ("at \"db\" failed: Connection refused Is the server running on that host?", nil),
        ("could not translate host name \"FATAL: 28P01: db\" to address", nil),
    ])
    func `why a server lets nobody in is told by its code, whatever its language`(message: String, state: String?) {
        #expect(PostgresFault(connecting: message).sqlState == state)
    }

    @Test func `a wrong password is told as such, and the right one lets in`() async throws {
        try await PostgresCluster().withDatabase { database in
            try await database.console.run(
                "CREATE ROLE ada LOGIN PASSWORD 'right'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ada")
            let access = database.server.folder.appending(path: "data/pg_hba.conf")
            let rules = try String(contentsOf: access, encoding: .utf8)
            try "local all ada scram-sha-256\n\(rules)".write(to: access, atomically: false, encoding: .utf8)
            try await database.server.happen(.crash)
            try await database.server.happen(.start)
            let repository = { (password: String) in
                let address = "postgres://ada:\(password)@/\(database.name)?host=\(database.server.folder.path)"
                return PostgresRepository(try PostgresLocation(address), logger: .quiet)
            }
            let refused = try repository("wrong")
            await #expect(
                throws: SlipwayError.databaseUnavailable(
                    "the user or the password is not accepted by \(refused.address)")
            ) { try await refused.requireCurrent() }
            let reader = try repository("right")
            #expect(try await reader.read { try $0.deviceCount(in: .all) } == 0)
            await #expect(
                throws: SlipwayError.databaseForbidden("this user may not do that in \(reader.address)")
            ) { try await reader.write { try $0.insertOrganization() } }
        }
    }
}
