import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// The program on a PostgreSQL, with nothing changed but `--database`.
@Suite(.timeLimit(.minutes(5))) struct PostgresCommandTests {
    @Test func `From an empty database to a rollout that has ended`() async throws {
        try await withPostgres { _, _, database in
            try await database.console.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            try await withFolder(on: database) { folder in
                let place = folder.database
                let missing = try await folder.slipway("devices", "list")
                #expect(
                    missing
                        == .init(
                            status: .exited(2), output: "",
                            errors: "slipway: \(place) has no schema yet; run: slipway migrate --database \(place) "
                                + "[DATABASE_003]\n"))
                let status = MigrationNames.postgres().map { "missing  \($0)\n" }.joined()
                #expect(try await folder.slipway("migrate", "--status").output == status)
                let migrated = try await folder.slipway("migrate")
                let applied = MigrationNames.postgres().joined(separator: ", ")
                #expect(migrated.errors == "new database \(place)\n\(place) is ready: applied \(applied)\n")
                #expect(try await folder.slipway("migrate").errors == "\(place) is up to date\n")
                try await folder.prepareFleet(devices: 4)
                try await folder.prepare(
                    "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
                try await folder.withLivingFleet {
                    let watched = try await folder.slipway("batches", "watch", "1", "--interval", "0.2")
                    #expect(watched.status == .exited(0) && watched.output.contains("succeeded 4"))
                }
                let listed = try await folder.slipway("devices", "list", "--filter", "firmware=2.0.0")
                #expect(listed.output.split(separator: "\n").count == 5)
                #expect(try await CounterRecount.differences(in: database.console) == [])
            }
        }
    }

    @Test func `A server keeps what is rolled out in the cache folder of its user`() async throws {
        try await withPostgres { _, _, database in
            try await withFolder(on: database) { folder in
                try await folder.prepareFleet(devices: 1)
                try await folder.prepare(
                    "batches", "create", "--name", "spring", "--firmware", "2.0.0", "--organization", "acme")
                let server = try await ServerProcess.start(on: folder.database, environment: folder.environment)
                defer { server.kill() }
                let cache = folder.path(".cache/slipway/firmware")
                let checksum = TokenHash.sha256Hex(of: "firmware")
                try await until { FileManager.default.fileExists(atPath: cache + "/" + checksum) }
                #expect(try FileManager.default.contentsOfDirectory(atPath: cache) == [checksum])
                #expect(try folder.text(of: ".cache/slipway/firmware/" + checksum) == "firmware")
            }
        }
    }

    @Test func `An address may be given by keywords, and makes no file`() async throws {
        try await withPostgres { _, _, database in
            try await withTemporaryCommandFolder { folder in
                let address = database.server.connectionInfo(database: database.name)
                let byArgument = try await folder.run(["organizations", "list", "--database", address])
                #expect(byArgument.status == .exited(0) && byArgument.errors == "")
                let byEnvironment = try await ChildProcess.run(
                    BuiltProgram.path, ["organizations", "list"],
                    environment: folder.environment.merging(["SLIPWAY_DATABASE": address]) { _, own in own },
                    timeout: CommandFolder.patience)
                #expect(byEnvironment == byArgument)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
            }
        }
    }

    @Test func `A server that nobody runs is told in one line`() async throws {
        try await withTemporaryCommandFolder { folder in
            let place = "postgres:///fleet?host=\(folder.url.path)"
            for arguments in [["devices", "list"], ["migrate"], ["status"]] {
                let outcome = try await folder.run(arguments + ["--database", place])
                #expect(
                    outcome
                        == .init(
                            status: .exited(3), output: "",
                            errors: "slipway: the database cannot be reached: no server answers at \(place) "
                                + "[DATABASE_001]\n"))
            }
        }
    }

    @Test func `A server that hangs is lost within seconds, keys go on, and it comes back`() async throws {
        try await PostgresCluster().withDatabase { database in
            let repository = try await database.open(clock: nil)
            try await repository.write { transaction in
                let devices = try transaction.insertDevices(2, in: try transaction.insertOrganization().id)
                try transaction.insertBatch(of: devices, firmware: try transaction.insertRelease().id)
            }
            try await withFolder(on: database) { folder in
                try await PseudoTerminal.with(
                    BuiltProgram.path, ["dashboard", "--interval", "0.2", "--database", folder.database],
                    environment: folder.environment
                ) { terminal in
                    try await terminal.waitFor("spring", timeout: CommandFolder.patience)
                    try await database.server.happen(.freeze)
                    let start = ContinuousClock.now
                    terminal.type("?")
                    try await terminal.waitFor("type to search", timeout: CommandFolder.patience)
                    terminal.press(.escape)
                    try await terminal.waitFor("db lost", timeout: CommandFolder.patience)
                    #expect(.now - start < .seconds(6))
                    try await database.server.happen(.thaw)
                    terminal.press(.control("r"))
                    try await terminal.waitFor("db ok", timeout: CommandFolder.patience)
                    terminal.type("q")
                    try await #expect(terminal.exitStatus(timeout: CommandFolder.patience) == .exited(0))
                }
            }
        }
    }

    @Test func `A full disk is told, and with room again what was refused is made once`() async throws {
        try await PostgresCluster().withDatabase { database in
            try await withFolder(on: database) { folder in
                let image = try folder.write(Data((0..<(24 << 20)).map { UInt8($0 & 0xFF) }), to: "large.bin")
                let upload = ["firmware", "upload", image, "--version", "1.0.0", "--database", folder.database]
                try await database.server.happen(.fill)
                for _ in 0..<2 {
                    let refused = try await folder.run(upload)
                    #expect(
                        refused
                            == .init(
                                status: .exited(2), output: "",
                                errors: "slipway: the disk of the database is full [DATABASE_006]\n"))
                    #expect(try await folder.slipway("firmware", "list").status == .exited(0))
                }
                try await database.server.happen(.makeRoom)
                let made = try await folder.run(upload)
                #expect(made.status == .exited(0), "\(made)")
                try await folder.prepare("firmware", "promote", "1.0.0", "testing")
                try await folder.prepare("firmware", "promote", "1.0.0", "approved")
                #expect(try await database.console.run("SELECT count(*) FROM firmware_releases") == [["1"]])
            }
        }
    }

    @Test func `A server on a PostgreSQL that hangs says within two seconds that it is not ready`() async throws {
        try await PostgresCluster().withDatabase { database in
            try await withFolder(on: database) { folder in
                let server = try await ServerProcess.start(on: folder.database, environment: folder.environment)
                defer { server.kill() }
                #expect(try await server.readiness() == "200")
                try await database.server.happen(.freeze)
                // The first on a connection that stands, the others while one would have to be made.
                for _ in 0..<3 {
                    let start = ContinuousClock.now
                    #expect(try await server.readiness() == "503")
                    #expect(.now - start < .seconds(3))
                }
                try await database.server.happen(.thaw)
                let start = ContinuousClock.now
                try await until { try await server.readiness() == "200" || .now - start >= .seconds(30) }
                #expect(.now - start < .seconds(10))
            }
        }
    }

    private func withFolder(
        on database: PostgresDatabase, _ body: (CommandFolder) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try await body(CommandFolder(url: folder, database: database.url))
        }
    }
}
