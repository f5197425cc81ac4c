import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

/// The feed from a server that follows another one, and across a failover.
@Suite(.timeLimit(.minutes(5))) struct StandbyFeedTests {
    @Test func `on a standby as well, who begins first and commits last is not missed`() async throws {
        try await withPair { pair in
            let (slow, quick) = (pair.writer(), pair.writer())
            var follower = EventFollower(pair.onStandby)
            try await follower.next()
            try await slow.begin()
            try await slow.append("slow 1")
            for number in 1...3 {
                try await quick.append("quick \(number)")
                #expect(try await follower.catchUp() == ["quick \(number)"])
            }
            try await slow.append("slow 2")
            #expect(try await follower.catchUp() == [])
            try await slow.commit()
            #expect(try await follower.catchUp() == ["slow 1", "slow 2"])
            try await quick.append("quick 4")
            #expect(try await follower.catchUp() == ["quick 4"])
        }
    }

    @Test func `a transaction that was open when the reader began comes on a standby too`() async throws {
        try await withPair { pair in
            let (slow, quick) = (pair.writer(), pair.writer())
            try await slow.begin()
            try await slow.append("slow")
            try await quick.append("before")
            var follower = EventFollower(pair.onStandby)
            try await follower.next()
            try await slow.commit()
            #expect(try await follower.catchUp() == ["slow"])
        }
    }

    @Test func `an old writer does not keep a standby from telling thousands of later ones apart`() async throws {
        try await withPair { pair in
            let (slow, quick) = (pair.writer(), pair.writer())
            var follower = EventFollower(pair.onStandby)
            try await follower.next()
            try await slow.begin()
            try await slow.append("slow")
            try await quick.append("early")
            try await quick.spend(12_000)
            try await quick.append("late")
            #expect(try await follower.catchUp() == ["early", "late"])
            try await quick.append("later")
            #expect(try await follower.catchUp() == ["later"])
            try await slow.commit()
            #expect(try await follower.catchUp() == ["slow"])
        }
    }

    @Test func `a reader may go from server to server and back`() async throws {
        try await withPair { pair in
            let (slow, quick) = (pair.writer(), pair.writer())
            var follower = EventFollower(pair.onPrimary)
            try await follower.next()
            try await slow.begin()
            try await slow.append("slow")
            for number in 1...6 {
                try await quick.append("\(number) a", "\(number) b")
                follower.repository = number % 2 == 0 ? pair.onPrimary : pair.onStandby
                try await follower.next(limit: 1)
                follower.repository = number % 2 == 0 ? pair.onStandby : pair.onPrimary
                #expect(try await follower.catchUp() == ["\(number) b"])
            }
            try await slow.commit()
            #expect(try await follower.catchUp() == ["slow"])
            #expect(follower.details == (1...6).flatMap { ["\($0) a", "\($0) b"] } + ["slow"])
        }
    }

    @Test func `a standby that lags behind gives nothing twice, and nothing is lost when it catches up`() async throws {
        try await withPair { pair in
            let (slow, unheard) = (pair.writer(), EventConsole(on: pair.database))
            var follower = EventFollower(pair.onPrimary)
            try await follower.next()
            try await slow.begin()
            try await slow.append("slow")
            try await pair.standbyConsole.run("SELECT pg_wal_replay_pause()")
            try await unheard.append("given by the primary")
            #expect(try await follower.catchUp() == ["given by the primary"])
            try await unheard.append("not given yet")
            follower.repository = pair.onStandby
            #expect(try await follower.catchUp() == [])
            try await pair.standbyConsole.run("SELECT pg_wal_replay_resume()")
            try await slow.commit()
            #expect(try await follower.catchUp() == ["slow", "not given yet"])
        }
    }

    @Test func `what a standby shows before its primary does is neither a gap there nor given again`() async throws {
        try await withPair { pair in
            var follower = EventFollower(pair.onStandby)
            try await follower.next()
            try await pair.setSynchronous("nobody")
            async let waiting: Void = pair.writer().append("waiting")
            while follower.details.isEmpty { try await follower.next() }
            follower.repository = pair.onPrimary
            for _ in 0..<3 {
                let page = try await follower.next()
                #expect(page.events.isEmpty && page.gap == nil)
            }
            try await EventConsole(on: pair.database).append("committed alone")
            #expect(try await follower.catchUp() == ["committed alone"])
            try await pair.setSynchronous("*")
            try await waiting
            try await pair.writer().append("after")
            #expect(try await follower.catchUp() == ["after"])
            #expect(follower.details == ["waiting", "committed alone", "after"])
        }
    }

    @Test func `after a failover the reader goes on where it was`() async throws {
        try await withPair { pair in
            let quick = pair.writer()
            var onPrimary = EventFollower(pair.onPrimary)
            var onStandby = EventFollower(pair.onStandby)
            try await onPrimary.next()
            try await onStandby.next()
            let slow = pair.writer()
            try await slow.begin()
            try await slow.append("never committed")
            try await quick.append("a", "b")
            try await onPrimary.next(limit: 1)
            try await onStandby.next(limit: 1)
            try await pair.database.server.happen(.kill)
            try await pair.standby.server.happen(.promote)
            onPrimary.repository = pair.onStandby
            let promoted = EventConsole(on: PostgresDatabase(name: pair.database.name, on: pair.standby.server))
            try await promoted.append("c")
            try await onPrimary.catchUp()
            try await onStandby.catchUp()
            #expect(onPrimary.details == ["a", "b", "c"])
            #expect(onStandby.details == ["a", "b", "c"])
        }
    }

    @Test func `numbers that are given a second time after a failover hide nothing`() async throws {
        try await withPair { pair in
            let (writer, unheard) = (pair.writer(), EventConsole(on: pair.database))
            var follower = EventFollower(pair.onPrimary)
            try await follower.next()
            try await writer.append("on both")
            try await pair.standby.unfollow()
            // Transactions that only the primary knows, and that the reader has gone past.
            try await unheard.spend(50)
            #expect(try await follower.catchUp() == ["on both"])
            try await pair.database.server.happen(.kill)
            try await pair.standby.server.happen(.promote)
            follower.repository = pair.onStandby
            let promoted = EventConsole(on: PostgresDatabase(name: pair.database.name, on: pair.standby.server))
            for number in 1...20 { try await promoted.append("\(number)") }
            #expect(try await follower.catchUp() == (1...20).map { "\($0)" })
        }
    }

    @Test func `events that a failover has lost are a gap that is told`() async throws {
        try await withPair { pair in
            let (writer, unheard) = (pair.writer(), EventConsole(on: pair.database))
            var follower = EventFollower(pair.onPrimary)
            try await follower.next()
            try await writer.append("on both")
            try await pair.standby.unfollow()
            try await unheard.append("lost")
            #expect(try await follower.catchUp() == ["on both", "lost"])
            try await pair.database.server.happen(.kill)
            try await pair.standby.server.happen(.promote)
            follower.repository = pair.onStandby
            var gap: EventFeedGap?
            while gap == nil { gap = try await follower.next().gap }
            #expect(gap == .eventsGone)
            try await EventConsole(on: PostgresDatabase(name: pair.database.name, on: pair.standby.server))
                .append("after")
            #expect(try await follower.catchUp() == ["after"])
        }
    }

    private func withPair(_ body: (FeedPair) async throws -> Void) async throws {
        try await PostgresCluster().withDatabase { database in
            let standby = try await PostgresStandby.start(of: database.server, isSynchronous: true)
            try await body(try FeedPair(database: database, standby: standby))
        }
    }
}

/// A primary and its standby, each with a repository of its own.
struct FeedPair: Sendable {
    let database: PostgresDatabase
    let standby: PostgresStandby
    let standbyConsole: PostgresConsole
    let onPrimary: PostgresRepository
    let onStandby: PostgresRepository

    init(database: PostgresDatabase, standby: PostgresStandby) throws {
        self.database = database
        self.standby = standby
        let copy = PostgresDatabase(name: database.name, on: standby.server)
        standbyConsole = copy.console
        onPrimary = PostgresRepository(try database.location(), logger: .quiet)
        onStandby = PostgresRepository(try copy.location(), logger: .quiet)
    }

    /// Which standbys a commit waits for.
    func setSynchronous(_ names: String) async throws {
        try await database.console.run("ALTER SYSTEM SET synchronous_standby_names = '\(names)'")
        try await database.console.run("SELECT pg_reload_conf()")
    }

    /// One whose commits can be read on the standby once they are done.
    func writer() -> EventConsole { EventConsole(on: database, isReplicated: true) }
}
