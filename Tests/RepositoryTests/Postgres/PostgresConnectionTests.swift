import Foundation
import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresConnectionTests {
    @Test func `a connection that the server has ended is replaced, and nobody notices`() async throws {
        try await withPostgres { repository, _, database in
            _ = try await repository.write { try $0.insertOrganization(name: "before") }
            let ended = try await database.console.run(
                """
                SELECT count(pg_terminate_backend(pid, 5000))
                FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """)
            #expect(ended == [["1"]])
            _ = try await repository.write { try $0.insertOrganization(name: "after") }
            #expect(try await repository.read { try $0.organization(named: "after") } != nil)
        }
    }

    @Test func `a server that is away is told in words, and found again within seconds`() async throws {
        try await PostgresCluster().withDatabase { database in
            let repository = try await database.open(clock: nil)
            _ = try await repository.write { try $0.insertOrganization(name: "before") }
            try await database.server.happen(.crash)
            await #expect(throws: SlipwayError.databaseUnavailable("no server answers at \(repository.address)")) {
                try await repository.write { try $0.insertOrganization(name: "meanwhile") }
            }
            try await database.server.happen(.start)
            let start = ContinuousClock.now
            var found: Organization?
            while found == nil, .now - start < .seconds(30) {
                found = try? await repository.read { try $0.organization(named: "before") }
                await Task.yield()
            }
            #expect(found != nil)
            #expect(.now - start < .seconds(5))
            #expect(try await repository.read { try $0.organization(named: "meanwhile") } == nil)
        }
    }

    @Test func `a server that takes no more connections is told in words, and used once one is free`() async throws {
        let few = PostgresServer.quick + ["max_connections=8"]
        try await PostgresCluster(settings: few).withDatabase { database in
            let repository = PostgresRepository(try database.location(), logger: .quiet)
            var others: [PostgresConsole] = []
            while others.count < 8 {
                let other = PostgresConsole(database.server.connectionInfo(database: database.name))
                others.append(other)
                do { try await other.run("SELECT 1") } catch { break }
            }
            let full = SlipwayError.databaseUnavailable("no more connections are taken by \(repository.address)")
            await #expect(throws: full) { try await repository.read { try $0.deviceCount(in: .all) } }
            await others[0].disconnect()
            let start = ContinuousClock.now
            var count: Int?
            while count == nil, .now - start < .seconds(30) {
                count = try? await repository.read { try $0.deviceCount(in: .all) }
                await Task.yield()
            }
            #expect(count == 0)
            #expect(.now - start < .seconds(5))
        }
    }

    @Test func `a server that hangs without closing is given up in time, and used when it goes on`() async throws {
        try await PostgresCluster().withDatabase { database in
            var limits = PostgresLimits()
            limits.answering = .milliseconds(300)
            limits.connecting = .milliseconds(300)
            limits.connections = 1
            let repository = try await database.open(limits: limits, clock: nil)
            _ = try await repository.write { try $0.insertOrganization() }
            try await database.server.happen(.freeze)
            let start = ContinuousClock.now
            // The first is on a connection that stands, the second on one that it would have to make.
            for _ in 0..<2 {
                let code = await code { try await repository.read { try $0.organization(named: "acme") } }
                #expect(code == "DATABASE_001")
            }
            #expect(.now - start < .seconds(5))
            try await database.server.happen(.thaw)
            var found: Organization?
            while found == nil, .now - start < .seconds(30) {
                found = try? await repository.read { try $0.organization(named: "acme") }
                await Task.yield()
            }
            #expect(found != nil)
        }
    }

    @Test func `of several hosts the first that serves is taken, though one before it hangs`() async throws {
        try await withPostgres { _, _, database in
            let folder = database.server.folder.appending(path: "mute")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let mute = try MuteSocket(path: folder.appending(path: ".s.PGSQL.5432").path)
            defer { mute.close() }
            var limits = PostgresLimits()
            limits.connecting = .milliseconds(200)
            let hosts = [folder.path, "/nowhere", database.server.folder.path].joined(separator: ",")
            let location = try PostgresLocation("host=\(hosts) user=slipway dbname=\(database.name)")
            let repository = PostgresRepository(location, limits: limits, logger: .quiet)
            #expect(try await repository.read { try $0.deviceCount(in: .all) } == 0)
        }
    }

    @Test func `what is cancelled ends on the server as well`() async throws {
        try await withPostgres { repository, _, database in
            try await database.console.run("BEGIN; LOCK TABLE organizations")
            let observer = PostgresConsole(database.server.connectionInfo(database: database.name))
            // Of this database alone: other tests share the server.
            let waiting = """
                SELECT count(*)::text FROM pg_locks
                WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """
            let write = Task { try await repository.write { try $0.insertOrganization() } }
            try await until { try await observer.run(waiting) != [["0"]] }
            write.cancel()
            await #expect(throws: CancellationError.self) { try await write.value }
            #expect(try await observer.run(waiting) == [["0"]])
            try await database.console.run("COMMIT")
            #expect(try await repository.read { try $0.organization(named: "acme") } == nil)
        }
    }

    @Test func `a write that was not seen to fail is not half saved`() async throws {
        try await withPostgres { repository, _, _ in
            await #expect(throws: SlipwayError.self) {
                try await repository.write { transaction in
                    try transaction.insertOrganization()
                    try? transaction.append([.example(on: EventSubject(deviceID: .init(99)))])
                }
            }
            let found = try await repository.read { try $0.organization(named: "acme") }
            #expect(found == nil)
        }
    }

    @Test func `the server's clock dates a transaction where no other is given`() async throws {
        try await withPostgres { _, _, database in
            let repository = try await database.open(clock: nil)
            let seconds = { Double(try await database.console.run("SELECT extract(epoch FROM now())")[0][0]) ?? 0 }
            let before = try await seconds()
            let (instant, created) = try await repository.write { transaction in
                (transaction.now, try transaction.insertOrganization().createdAt)
            }
            let after = try await seconds()
            #expect(instant == created)
            #expect((before - 0.001...after).contains(Double(instant.milliseconds) / 1_000))
        }
    }

    @Test func `what does not exist is told in words, and a password never`() async throws {
        try await withPostgres { _, _, database in
            let folder = database.server.folder.path
            let expected = [
                "host=\(folder) user=slipway dbname=nobody password=secret":
                    "there is no database postgres://slipway@/nobody?host=\(folder)",
                "host=\(folder) user=nobody dbname=\(database.name) password=secret":
                    "the user or the password is not accepted by postgres://nobody@/\(database.name)?host=\(folder)",
                "host=\(folder)/x user=slipway dbname=y password=secret":
                    "no server answers at postgres://slipway@/y?host=\(folder)/x",
                "host=localhost hostaddr=192.0.2.1 dbname=fleet password=secret":
                    "postgres://localhost/fleet is on another machine: that needs sslmode=verify-full",
                "postgres://ada:secret@db.invalid/fleet":
                    "postgres://ada@db.invalid/fleet is on another machine: that needs sslmode=verify-full",
            ]
            for (text, words) in expected {
                let location = try PostgresLocation(text)
                #expect(!location.description.contains("secret"))
                await #expect(throws: SlipwayError.databaseUnavailable(words)) {
                    try await PostgresRepository(location, logger: .quiet).requireCurrent()
                }
            }
            #expect(throws: SlipwayError.self) { try PostgresLocation("postgres://a:b:c@/%zz") }
        }
    }

    @Test func `a repository that may only read refuses to write`() async throws {
        try await withPostgres { _, _, database in
            let reader = PostgresRepository(try database.location(), mode: .readOnly, logger: .quiet)
            await #expect(throws: SlipwayError.databaseReadOnly) {
                try await reader.write { try $0.insertOrganization() }
            }
            try await database.console.run("ALTER DATABASE \(database.name) SET default_transaction_read_only = on")
            #expect(try await reader.read { try $0.organization(named: "acme") } == nil)
        }
    }
}
