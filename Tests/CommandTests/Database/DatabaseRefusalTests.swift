import Foundation
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
    private static let forOthers = "give --database sqlite:PATH, or postgres://HOST/NAME without a password"

    @Test(arguments: [
        ("postgres://ada:hunter2@db.example/fleet", forServers),
        ("POSTGRESQL://ada@db.example/fleet?password=hunter2", forServers),
        ("host=db.example user=ada PASSWORD=hunter2", forOthers), ("mysql://ada:hunter2@db.example/fleet", forOthers),
        (
            "postgres://ada:hunter2@db.example/fleet?no=such",
            "the address of the database is not one that PostgreSQL knows"
        ),
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

    @Test func `Migrating twice changes nothing the second time`() async throws {
        try await withTemporaryCommandFolder { folder in
            try await folder.prepare("migrate")
            let second = try await folder.slipway("migrate")
            #expect(second == .init(status: .exited(0), output: "", errors: "\(folder.database) is up to date\n"))
            let status = try await folder.slipway("migrate", "--status")
            let applied = ["0001 first schema", "0002 lists", "0003 audit"].map { "applied  \($0)\n" }.joined()
            #expect(status == .init(status: .exited(0), output: applied, errors: ""))
        }
    }
}
