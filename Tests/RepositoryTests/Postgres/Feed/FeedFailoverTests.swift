import SlipwayCore
import Synchronization
import TestSupport
import Testing

@testable import PostgresRepository

@Suite(.timeLimit(.minutes(5))) struct FeedFailoverTests {
    /// A failover in the middle of everything: what is there afterwards is what should have been read.
    @Test func `a failover under load makes no reader miss or repeat anything`() async throws {
        try await PostgresCluster().withDatabase { database in
            let standby = try await PostgresStandby.start(of: database.server, isSynchronous: true)
            let pair = try FeedPair(database: database, standby: standby)
            let either = PostgresRepository(
                try PostgresLocation(standby.eitherInfo(database: database.name)), logger: .quiet)
            let promoted = PostgresDatabase(name: database.name, on: standby.server)
            let readers = [FailoverReader(either), FailoverReader(pair.onStandby)]
            for reader in readers { try await reader.begin() }
            async let followed: [Void] = withThrowingTaskGroup(of: Void.self) { group in
                for reader in readers { group.addTask { try await reader.follow(until: "the end") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            async let written: Void = withTaskGroup(of: Void.self) { group in
                for number in 1...6 {
                    // Until the server dies, whatever becomes of the last one.
                    group.addTask { await Self.write(as: "\(number)", pair.writer(), slowly: number == 1) }
                }
            }
            while readers.contains(where: { $0.count < 300 }) { try await Task.sleep(for: .milliseconds(20)) }
            try await database.server.happen(.kill)
            try await standby.server.happen(.promote)
            _ = await written
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...4 {
                    group.addTask {
                        let console = EventConsole(on: promoted)
                        for count in 1...100 { try await console.append("after \(number).\(count)") }
                    }
                }
                try await group.waitForAll()
            }
            try await EventConsole(on: promoted).append("the end")
            _ = try await followed
            let there = try await promoted.console.run("SELECT detail FROM events ORDER BY detail").map { $0[0] }
            #expect(there.count > 700)
            for reader in readers {
                #expect(reader.details.sorted() == there.sorted())
                #expect(reader.gaps == [])
            }
        }
    }

    private static func write(as writer: String, _ console: EventConsole, slowly isSlow: Bool) async {
        for number in 1... {
            do {
                guard isSlow else {
                    try await console.append("\(writer).\(number)")
                    continue
                }
                try await console.begin()
                try await console.append("slow \(number)")
                try await console.console.run("SELECT pg_sleep(0.3)")
                try await console.commit()
            } catch {
                return
            }
        }
    }
}

/// Goes on through an outage.
private final class FailoverReader: Sendable {
    private let follower: Mutex<EventFollower>
    private let found = Mutex([EventFeedGap]())

    init(_ repository: any Repository) { follower = Mutex(EventFollower(repository)) }

    var details: [String] { follower.withLock { $0.details } }

    var count: Int { follower.withLock { $0.details.count } }

    var gaps: [EventFeedGap] { found.withLock { $0 } }

    func begin() async throws { _ = try await next() }

    func follow(until end: String) async throws {
        var hasSeenEnd = false
        while true {
            do {
                let page = try await next()
                hasSeenEnd = hasSeenEnd || page.events.contains { $0.detail == end }
                if hasSeenEnd, page.waiting == .exactly(0) { return }
            } catch SlipwayError.databaseUnavailable {
                // Until whoever takes over does.
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func next() async throws -> EventFeedPage {
        var current = follower.withLock { $0 }
        let page = try await current.next(limit: 100)
        if let gap = page.gap { found.withLock { $0.append(gap) } }
        follower.withLock { [current] in $0 = current }
        return page
    }
}
