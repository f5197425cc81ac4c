import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// Databases of older and newer programs, and those altered by hand, as an operator meets them.
@Suite(.timeLimit(.minutes(5))) struct UpgradeCommandTests {
    @Test func `A file of an older program is refused with what upgrades it, and then served`() async throws {
        try await withTemporaryCommandFolder { folder in
            try SQLiteRepository.makeOlderFile(at: folder.database, migrations: 1)
            #expect(try await folder.slipway("devices", "list") == Self.older(folder.database))
            let status = try await folder.slipway("migrate", "--status")
            #expect(
                status.output
                    == "applied  0001 first schema\n"
                    + MigrationNames.sqlite(after: 1).map { "missing  \($0)\n" }.joined()
            )
            let upgraded = try await folder.slipway("migrate")
            #expect(
                upgraded.errors
                    == "\(folder.database) is ready: applied \(MigrationNames.sqlite(after: 1).joined(separator: ", "))\n"
            )
            #expect(try await folder.slipway("devices", "list").status == .exited(0))
        }
    }

    @Test func `A PostgreSQL that is older is upgraded, and one that is newer refused, in one line`() async throws {
        try await withPostgres { _, _, database in
            try await database.makeOlder(migrations: 2)
            try await withTemporaryFolder { url in
                let folder = CommandFolder(url: url, database: database.url)
                #expect(try await folder.slipway("devices", "list") == Self.older(folder.database))
                #expect(
                    try await folder.slipway("migrate").errors
                        == "\(folder.database) is ready: applied \(MigrationNames.postgres(after: 2).joined(separator: ", "))\n"
                )
                try await database.console.run("INSERT INTO schema_migrations VALUES (9999, '9999 later')")
                #expect(try await folder.slipway("devices", "list").status == .exited(0))
                try await database.console.run(
                    "UPDATE settings SET value = '9999' WHERE key = 'schema_compatible_since'")
                for arguments in [["devices", "list"], ["migrate"], ["migrate", "--status"], ["status"]] {
                    let outcome = try await folder.run(arguments + ["--database", folder.database])
                    #expect(
                        outcome
                            == .init(
                                status: .exited(2), output: "",
                                errors: """
                                    slipway: the database was made by a newer Slipway (9999 later); use that version \
                                    or newer [DATABASE_004]

                                    """))
                }
            }
        }
    }

    @Test func `What was added by hand is told, also where nothing is upgraded`() async throws {
        try await withCommandFolder { folder in
            try await folder.execute(
                "CREATE VIEW \"fl\u{1B}[31meet\" AS SELECT 1; DROP INDEX workers_by_heartbeat", on: folder.database)
            let outcome = try await folder.slipway("migrate")
            #expect(
                outcome
                    == .init(
                        status: .exited(0), output: "",
                        errors: """
                            \(folder.database) is up to date
                            added by hand, and kept: view fl·[31meet
                            the schema was altered by hand, and the next upgrade will refuse it; put back what is \
                            missing or changed (slipway migrate --script prints it); missing: index \
                            workers_by_heartbeat

                            """))
        }
    }

    @Test func `What was altered by hand is refused by name, and put back from the script`() async throws {
        try await withTemporaryCommandFolder { folder in
            try SQLiteRepository.makeOlderFile(at: folder.database, migrations: 1)
            try await folder.execute("DROP INDEX workers_by_heartbeat", on: folder.database)
            #expect(
                try await folder.slipway("migrate")
                    == .init(
                        status: .exited(2), output: "",
                        errors: """
                            slipway: the schema was altered by hand, and nothing was upgraded; put back what is \
                            missing or changed (slipway migrate --script prints it), and migrate again; missing: \
                            index workers_by_heartbeat [DATABASE_009]

                            """))
            let script = try await folder.slipway("migrate", "--script")
            let line = try #require(script.output.split(separator: "\n").first { $0.contains("workers_by_heartbeat") })
            try await folder.execute(String(line), on: folder.database)
            #expect(try await folder.slipway("migrate").status == .exited(0))
        }
    }

    @Test func `The script of each database is its own, and makes nothing`() async throws {
        try await withTemporaryCommandFolder { folder in
            let forFile = try await folder.slipway("migrate", "--script")
            #expect(forFile.status == .exited(0) && forFile.output.contains(") STRICT;\n"))
            let server = try await folder.run(["migrate", "--script", "--database", "postgres://none.invalid/fleet"])
            #expect(server.status == .exited(0) && server.output.contains("CREATE FUNCTION device_has_token"))
            #expect(try folder.files == [] && forFile.hostileScalars == [])
            let both = try await folder.slipway("migrate", "--script", "--status")
            #expect(both.status == .exited(2))
        }
    }

    private static func older(_ place: String) -> ChildProcess.Outcome {
        .init(
            status: .exited(2), output: "",
            errors: "slipway: \(place) has the schema of an older Slipway; run: slipway migrate --database \(place) "
                + "[DATABASE_003]\n")
    }
}
