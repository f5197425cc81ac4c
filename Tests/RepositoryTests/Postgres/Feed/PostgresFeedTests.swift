import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresFeedTests {
    @Test func `who begins first and commits last is neither missed nor given early`() async throws {
        try await withPostgres { repository, _, database in
            let (slow, quick) = (EventConsole(on: database), EventConsole(on: database))
            var follower = EventFollower(repository)
            try await follower.next()
            try await slow.begin()
            try await slow.append("slow 1")
            try await quick.append("quick 1")
            #expect(try await follower.catchUp() == ["quick 1"])
            try await slow.append("slow 2")
            try await quick.append("quick 2")
            #expect(try await follower.catchUp() == ["quick 2"])
            try await slow.commit()
            #expect(try await follower.catchUp() == ["slow 1", "slow 2"])
            #expect(try await follower.catchUp() == [])
        }
    }

    @Test func `a transaction that was open when the reader began comes when it commits`() async throws {
        try await withPostgres { repository, _, database in
            let (slow, quick) = (EventConsole(on: database), EventConsole(on: database))
            try await slow.begin()
            try await slow.append("slow")
            try await quick.append("before")
            var follower = EventFollower(repository)
            try await follower.next()
            try await slow.commit()
            #expect(try await follower.catchUp() == ["slow"])
        }
    }

    @Test func `a large transaction that commits late comes in pages`() async throws {
        try await withPostgres { repository, _, database in
            let (slow, quick) = (EventConsole(on: database), EventConsole(on: database))
            var follower = EventFollower(repository)
            try await follower.next()
            try await slow.begin()
            try await slow.append(5_000, named: "slow")
            try await quick.append("quick 1")
            try await follower.catchUp()
            try await slow.commit()
            try await quick.append("quick 2")
            try await follower.catchUp(limit: 700)
            #expect(follower.details == ["quick 1"] + (1...5_000).map { "slow \($0)" } + ["quick 2"])
        }
    }

    @Test func `a write is not given what it has written itself, and nobody misses it`() async throws {
        try await withPostgres { repository, clock, database in
            let world = DatabaseWorld(repository, clock: clock, console: database.console)
            var follower = EventFollower(repository)
            try await follower.next()
            try await world.append("a")
            let page = try await repository.write { [cursor = follower.cursor] transaction in
                try transaction.append([.example(on: EventSubject(), detail: "own")])
                return try transaction.feed(after: cursor, limit: 10, in: .all)
            }
            #expect(page.events.map(\.detail) == ["a"])
            var second = EventFollower(repository, after: page.cursor)
            #expect(try await second.catchUp() == ["own"])
        }
    }

    @Test func `after a restore from a dump the reader is told, and misses nothing that comes then`() async throws {
        try await withPostgres { repository, _, database in
            let writer = EventConsole(on: database)
            try await writer.spend(3_000)
            try await writer.append("before")
            var follower = EventFollower(repository)
            try await follower.next()
            try await PostgresCluster().withDatabase { other in
                try await other.console.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
                await other.console.disconnect()
                try await database.server.copy(database.name, to: other.name, on: other.server)
                let restored = PostgresRepository(try other.location(), logger: .quiet)
                follower.repository = restored
                let refusal = SlipwayError.databaseUnavailable(
                    "it was restored from a dump; run: slipway migrate")
                await #expect(throws: refusal) { try await follower.next() }
                #expect(
                    try await PostgresRepository.migrate(try other.location(), logger: .quiet)
                        == MigrationReport(applied: ["events of a restored dump"]))
                #expect(
                    try await PostgresRepository.migrate(try other.location(), logger: .quiet)
                        == MigrationReport(applied: []))
                #expect(try await follower.next().gap == .otherDatabase)
                try await EventConsole(on: other).append("after")
                #expect(try await follower.catchUp() == ["after"])
            }
        }
    }
}
