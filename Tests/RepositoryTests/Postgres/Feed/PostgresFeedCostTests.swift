import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

/// What a page costs, in pages of 8 KiB that the server touches.
@Suite struct PostgresFeedCostTests {
    @Test(.timeLimit(.minutes(5)))
    func `a burst of 300,000 comes whole, each page at a bounded cost`() async throws {
        try await withExplained { follower, explained, database in
            var follower = follower
            try await EventConsole(on: database).append(300_000, named: "burst")
            _ = explained.take()
            var dearest = 0
            while try await follower.next(limit: 500).waiting != .exactly(0) {
                dearest = max(dearest, explained.take().reduce(0) { $0 + $1.buffers })
            }
            #expect(follower.details.count == 300_000)
            #expect(follower.details.indices.allSatisfy { follower.details[$0] == "burst \($0 + 1)" })
            #expect((500...2_500).contains(dearest), "\(dearest)")
            #expect(try await pages(of: &follower, explained) <= 30)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `an old writer with much to commit, and all that came after it, cost an empty page little`() async throws {
        try await withExplained { follower, explained, database in
            var follower = follower
            let (old, others) = (EventConsole(on: database), EventConsole(on: database))
            try await old.begin()
            try await old.append(100_000, named: "old")
            try await others.console.run(
                """
                DO $$ BEGIN
                  FOR i IN 1..5000 LOOP \(EventConsole.insertion(of: ["later"])); COMMIT; END LOOP;
                END $$
                """)
            #expect(try await follower.catchUp().count == 5_000)
            #expect(try await pages(of: &follower, explained) <= 30)
            // Nothing but the old one since.
            try await old.append(10_000, named: "more")
            #expect(try await pages(of: &follower, explained) <= 30)
            try await old.commit()
            #expect(try await follower.catchUp().count == 110_000)
        }
    }

    @Test func `a writer that nobody follows yet costs no page what it has written`() async throws {
        try await withExplained { follower, explained, database in
            var follower = follower
            let writer = EventConsole(on: database)
            try await writer.begin()
            try await writer.append(20_000, named: "large")
            // The first look may come across it.
            try await follower.next()
            #expect(try await pages(of: &follower, explained) <= 30)
        }
    }

    /// Of an empty one.
    private func pages(of follower: inout EventFollower, _ explained: ExplainedStatements) async throws -> Int {
        _ = explained.take()
        let page = try await follower.next()
        #expect(page.events.isEmpty && page.waiting == .exactly(0))
        let statements = explained.take()
        #expect(!statements.isEmpty)
        return statements.reduce(0) { $0 + $1.buffers }
    }

    /// A reader that has begun, and whose statements are planned for any values.
    private func withExplained(
        _ body: (EventFollower, ExplainedStatements, PostgresDatabase) async throws -> Void
    ) async throws {
        let explained = ExplainedStatements()
        try await withPostgres { _, _, database in
            try await EventConsole(on: database).append("first")
            var limits = PostgresLimits()
            limits.connections = 1
            let repository = PostgresRepository(try database.location(), limits: limits, logger: explained.logger)
            try await repository.perform { _ = try $0.run(ExplainedStatements.settings) }
            var follower = EventFollower(repository)
            for _ in 0..<8 { try await follower.next() }
            try await body(follower, explained, database)
        }
    }
}
