import Foundation
import TestSupport
import Testing

@Suite struct DatabaseRefusalTests {
    @Test func `A file that is no database of ours is refused and left as it is`() async throws {
        try await withTemporaryCommandFolder { folder in
            let text = try folder.write("This is a shopping list, and it is long enough to be read.\n", to: "list.txt")
            let other = folder.path("other.sqlite")
            try await folder.execute("CREATE TABLE shopping (item TEXT)", on: other)
            for path in [text, other] {
                let before = try Data(contentsOf: URL(filePath: path))
                for arguments in [["devices", "list"], ["migrate"], ["migrate", "--status"], ["status"], ["serve"]] {
                    let outcome = try await folder.run(arguments + ["--database", path])
                    #expect(
                        outcome
                            == .init(
                                status: .exited(2), output: "",
                                errors: "slipway: \(path) is not a Slipway database [DATABASE_002]\n"))
                }
                #expect(try Data(contentsOf: URL(filePath: path)) == before)
            }
            #expect(try folder.files == ["list.txt", "other.sqlite"])
        }
    }

    @Test func `A schema newer than the program is refused and left as it is`() async throws {
        try await withCommandFolder { folder in
            try await folder.execute("INSERT INTO schema_migrations SELECT 9999, '9999 later'", on: folder.database)
            for arguments in [["devices", "list"], ["migrate"], ["status"]] {
                let outcome = try await folder.run(arguments + ["--database", folder.database])
                #expect(
                    outcome
                        == .init(
                            status: .exited(2), output: "",
                            errors: """
                                slipway: the database was made by a newer Slipway (9999 later); use that version or \
                                newer [DATABASE_004]

                                """))
            }
        }
    }

    @Test func `A missing file is named, with what makes it, and only made by migrate`() async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.slipway("devices", "list")
            #expect(
                outcome
                    == .init(
                        status: .exited(2), output: "",
                        errors: """
                            slipway: \(folder.database) does not exist; create it with: slipway migrate --database \
                            \(folder.database) [DATABASE_007]

                            """))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
        }
    }

    @Test(arguments: [["migrate"], ["devices", "list"], ["status"]])
    func `A folder, or a file in a folder that is missing, is bad input`(arguments: [String]) async throws {
        try await withTemporaryCommandFolder { folder in
            let inFolder = try await folder.run(arguments + ["--database", folder.url.path])
            #expect(
                inFolder
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: the database \(folder.url.path) is a folder; name a file in it\n"))
            let missing = folder.path("missing")
            let inMissing = try await folder.run(arguments + ["--database", "sqlite:\(missing)/fleet.db"])
            #expect(
                inMissing
                    == .init(
                        status: .exited(2), output: "",
                        errors: "slipway: the folder \(missing) of the database \(missing)/fleet.db does not exist\n"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
        }
    }

    private static let forServers = """
        everybody on this machine can read a password in --database; keep it in a file and name that in PGPASSFILE
        """
    private static let forUnknown = "the address of the database is not one that PostgreSQL knows"
    private static let forOthers = "give --database sqlite:PATH, or postgres://HOST/NAME without a password"

    @Test(arguments: [
        ("postgres://ada:hunter2@db.example/fleet", forServers),
        ("POSTGRESQL://ada@db.example/fleet?password=hunter2", forServers),
        ("host=db.example user=ada password=hunter2", forServers), ("host=db.example PASSWORD=hunter2", forUnknown),
        ("hots=db.example user=ada", forUnknown), ("mysql://ada:hunter2@db.example/fleet", forOthers),
        ("postgres://ada:hunter2@db.example/fleet?no=such", forUnknown),
    ])
    func `A database with a password in it is refused without repeating it`(
        database: String, words: String
    ) async throws {
        try await withTemporaryCommandFolder { folder in
            for arguments in [["devices", "list"], ["migrate"], ["status", "--verbose"]] {
                let outcome = try await folder.run(arguments + ["--database", database])
                #expect(
                    outcome
                        == .init(
                            status: .exited(2), output: "",
                            errors: "slipway: \(words)\n"))
            }
        }
    }

    @Test func `A path that was misspelt makes no file, whatever is run, until it is migrated`() async throws {
        try await withTemporaryCommandFolder { folder in
            for name in ["fleat.db", "fleet=1.db"] {
                for arguments in [
                    ["devices", "list"], ["organizations", "create", "--name", "acme"], ["status"], ["serve"],
                    ["updates", "halt", "--reason", "x"], ["migrate", "--status"], ["simulate", "--for", "1"],
                    ["dashboard", "--read-only"],
                ] {
                    let outcome = try await folder.run(arguments + ["--database", folder.path(name)])
                    #expect(outcome.status == .exited(2), "\(arguments): \(outcome.errors)")
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
            }
            let migrated = try await folder.slipway("migrate")
            #expect(migrated.errors.hasPrefix("new database \(folder.database)\n"))
        }
    }

    @Test func `A demo makes no database but its own, whatever the environment names`() async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await ChildProcess.run(
                BuiltProgram.path, ["demo", "--headless", "--devices", "3", "--for", "0.5"],
                environment: folder.environment.merging(["SLIPWAY_DATABASE": folder.path("fleat.db")]) { _, own in own
                },
                timeout: CommandFolder.patience)
            #expect(outcome.status == .exited(0), "\(outcome.errors)")
            let path = try #require(outcome.output.split(separator: "\n").first.map(String.init))
            #expect(!FileManager.default.fileExists(atPath: path))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.hasSuffix(".db") }
                    == [])
        }
    }

    @Test func `The database that nobody named is made where it is missing`() async throws {
        try await withTemporaryCommandFolder { folder in
            let outcome = try await folder.run(["devices", "list"])
            #expect(outcome.status == .exited(0))
            #expect(FileManager.default.fileExists(atPath: folder.path(".local/share/slipway/slipway.db")))
        }
    }

    @Test func `Migrating twice changes nothing the second time`() async throws {
        try await withTemporaryCommandFolder { folder in
            try await folder.prepare("migrate")
            let second = try await folder.slipway("migrate")
            #expect(second == .init(status: .exited(0), output: "", errors: "\(folder.database) is up to date\n"))
            let status = try await folder.slipway("migrate", "--status")
            let applied = MigrationNames.sqlite().map { "applied  \($0)\n" }.joined()
            #expect(status == .init(status: .exited(0), output: applied, errors: ""))
        }
    }
}
