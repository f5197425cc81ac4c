import Foundation
import SlipwayCore
import TestSupport
import Testing

@Suite struct EventFeedTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `whoever begins is given what comes after, once and in its order`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            try await world.append("before")
            var follower = EventFollower(world.repository)
            let first = try await follower.next()
            #expect(first.events.isEmpty && first.waiting == .exactly(0) && first.gap == nil)
            #expect(try await follower.catchUp() == [])
            try await world.append("a", "b")
            try await world.append("c")
            #expect(try await follower.catchUp() == ["a", "b", "c"])
            #expect(try await follower.catchUp() == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `the first event of all is given`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            var follower = EventFollower(world.repository)
            try await follower.next()
            try await world.append("a")
            #expect(try await follower.catchUp() == ["a"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `an event comes with everything that a list knows of it`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let started = try await world.startedBatch(devices: 1)
            let context = try #require(try await world.read { try $0.sessionContext(started.sessions[0]) })
            var follower = EventFollower(world.repository)
            try await follower.next()
            try await world.write { try $0.append([.example(.sessionFailed, on: EventSubject(of: context))]) }
            let listed = try await world.read { try $0.events(ofBatch: started.batch.id, limit: 1) }
            #expect(try await follower.next().events == listed)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a page says how many wait, and the cursor moves past what it gave`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            var follower = EventFollower(world.repository)
            try await follower.next()
            try await world.append("a", "b", "c")
            try await world.append("d", "e")
            var pages: [[String]] = []
            var waiting: [ListCount] = []
            for _ in 0..<4 {
                let page = try await follower.next(limit: 2)
                pages.append(page.events.map(\.detail))
                waiting.append(page.waiting)
            }
            #expect(pages == [["a", "b"], ["c", "d"], ["e"], []])
            #expect(waiting == [.exactly(3), .exactly(1), .exactly(0), .exactly(0)])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what is written while pages are read comes after them`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            var follower = EventFollower(world.repository)
            try await follower.next()
            try await world.append("a", "b", "c")
            try await follower.next(limit: 1)
            try await world.append("d")
            try await follower.next(limit: 1)
            try await world.append("e")
            #expect(try await follower.catchUp(limit: 1) == ["c", "d", "e"])
            #expect(follower.details == ["a", "b", "c", "d", "e"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `more than one look can see comes whole, and a page says that it did not count all`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            var follower = EventFollower(world.repository)
            try await follower.next()
            let details = (1...5_000).map { "event \($0)" }
            try await world.write { transaction in
                try transaction.append(details.map { .example(on: EventSubject(), detail: $0) })
            }
            let first = try await follower.next(limit: 900)
            guard case .atLeast(let waiting) = first.waiting else {
                Issue.record("\(first.waiting)")
                return
            }
            #expect((1_000...4_100).contains(waiting))
            try await follower.catchUp(limit: 900)
            #expect(follower.details == details)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a reader of one organization gets its events, however many others there are`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let (own, other) = try await world.write { transaction in
                (try transaction.insertOrganization(name: "own").id, try transaction.insertOrganization(name: "o").id)
            }
            var follower = EventFollower(world.repository, in: .one(own))
            try await follower.next()
            try await world.append("nobody's")
            try await world.write { transaction in
                try transaction.append(
                    (1...2_500).map { .example(on: EventSubject(organizationID: other), detail: "\($0)") })
            }
            try await world.append("a", "b", of: own)
            #expect(try await follower.catchUp(limit: 1) == ["a", "b"])
            try await world.append("other", of: other)
            try await world.append("c", of: own)
            #expect(try await follower.catchUp() == ["c"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `what was rolled back never comes`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            var follower = EventFollower(world.repository)
            try await follower.next()
            await #expect(throws: SlipwayError.databaseFull) {
                try await world.write { transaction in
                    try transaction.append([.example(on: EventSubject(), detail: "undone")])
                    throw SlipwayError.databaseFull
                }
            }
            try await world.append("a")
            #expect(try await follower.catchUp() == ["a"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a cursor outlives its reader as a text`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            var follower = EventFollower(world.repository)
            try await follower.next()
            try await world.append("a", "b")
            try await follower.next(limit: 1)
            let stored = try JSONEncoder().encode(follower.cursor)
            let cursor = try JSONDecoder().decode(EventCursor.self, from: stored)
            var second = EventFollower(world.repository, after: cursor)
            #expect(try await second.catchUp() == ["b"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases, ["", "nonsense", "{}"])
    func `with a cursor of nobody's it begins again, and says so`(
        database: ConformingDatabase, text: String
    ) async throws {
        try await database.withWorld { world in
            try await world.append("before")
            var follower = EventFollower(world.repository, after: EventCursor(text))
            let page = try await follower.next()
            #expect(page.events.isEmpty && page.gap == .otherDatabase)
            try await world.append("a")
            #expect(try await follower.next().gap == nil)
            #expect(follower.details == ["a"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a cursor of another database is known by what it gave last`(database: ConformingDatabase) async throws {
        let cursor = try await database.withWorld { world in
            world.clock.advance(by: .seconds(1))
            try await world.append("a", "b")
            return try await world.read { try $0.feed(after: nil, limit: 1, in: .all).cursor }
        }
        try await database.withWorld { world in
            try await world.append("x", "y", "z")
            var follower = EventFollower(world.repository, after: cursor)
            #expect(try await follower.next().gap == .otherDatabase)
            try await world.append("c")
            #expect(try await follower.catchUp() == ["c"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `events that are gone before they were read leave a gap that is told`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            try await world.append("a")
            var follower = EventFollower(world.repository)
            try await follower.next()
            try await world.append("b", "c")
            world.clock.advance(by: .seconds(60))
            try await world.append("d")
            let now = world.clock.now
            try await world.write { transaction in
                let old = try transaction.events(olderThan: now, after: nil, exported: false, limit: 9)
                try transaction.deleteEvents(old.removable)
            }
            let page = try await follower.next()
            #expect(page.events.isEmpty && page.gap == .eventsGone)
            try await world.append("e")
            #expect(try await follower.catchUp() == ["e"])
        }
    }
}
