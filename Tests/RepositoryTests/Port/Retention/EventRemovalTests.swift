import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct EventRemovalTests {
    @Test(arguments: ConformingDatabase.kinds)
    func `no event is removed before it was exported, unless that is not asked for`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 0, in: world.repository, clock: world.clock)
            try await world.keep(.eventRetention, "7")
            try await world.append("a", "b")
            try await world.append("c")
            world.clock.advance(by: .days(8))
            let retention = fleet.retention
            _ = try await retention.step()
            #expect(try await world.eventDetails == ["a", "b", "c"])
            let page = try await world.finalEvents(limit: 2)
            try await world.write { try $0.setExportedPosition(page[1].position) }
            _ = try await retention.step()
            #expect(try await world.eventDetails == ["c"])
            try await world.keep(.exportBeforeRemoval, "no")
            _ = try await retention.step()
            #expect(try await world.eventDetails == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `events go a thousand at a time, and one among them that a wrong clock has dated does not end that`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 0, in: world.repository, clock: world.clock)
            try await world.keepAll(days: 7)
            world.clock.advance(by: .days(100))
            try await world.append("ahead")
            world.clock.advance(by: .days(-100))
            try await world.write { transaction in
                try transaction.append((1...2_400).map { .example(on: EventSubject(), detail: "\($0)") })
            }
            world.clock.advance(by: .days(8))
            let retention = fleet.retention
            #expect(try await retention.step())
            #expect(try await world.read { try $0.count(of: EventQuery(), in: .all) } == .exactly(1_402))
            while try await retention.step() {}
            #expect(try await world.eventDetails == ["ahead"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `what was exported in another database says nothing of this one`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            try await world.append("a")
            let other = EventPosition(database: "7/7", transaction: .max, id: .init(.max))
            try await world.write { try $0.setExportedPosition(other) }
            #expect(try await world.read { try $0.exportedPosition() } == nil)
            let later = world.clock.now + .days(1)
            #expect(
                try await world.read { try $0.events(olderThan: later, after: nil, exported: true, limit: 9) }
                    .removable == [])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a reader that began before the first event is told that it is gone`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            var follower = EventFollower(world.repository)
            try await follower.next()
            try await world.append("a")
            try await world.removeEvents()
            #expect(try await follower.next().gap == .eventsGone)
            try await world.append("b")
            #expect(try await follower.catchUp() == ["b"])
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a reader that has all is told of no gap when everything it has is removed`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            var follower = EventFollower(world.repository)
            try await follower.next()
            try await world.append("a")
            try await world.append("b")
            try await follower.catchUp()
            // What else the server was doing then has ended.
            try await follower.awaitNothing()
            try await world.removeEvents()
            #expect(try await follower.next().gap == nil)
            try await world.append("c")
            #expect(try await follower.catchUp() == ["c"])
            var later = EventFollower(world.repository)
            try await later.next()
            #expect(try await later.next().gap == nil)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `a gap is told where the reader's last event stays and one after it is gone`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            try await world.append("a")
            var follower = EventFollower(world.repository)
            try await follower.next()
            world.clock.advance(by: .days(-1))
            try await world.append("dated by a clock that went back")
            world.clock.advance(by: .days(1))
            let now = world.clock.now
            try await world.write { transaction in
                let old = try transaction.events(olderThan: now, after: nil, exported: false, limit: 9)
                try transaction.deleteEvents(old.removable)
            }
            #expect(try await world.eventDetails == ["a"])
            #expect(try await follower.next().gap == .eventsGone)
        }
    }
}

extension DatabaseWorld {
    /// Those to export, once transactions elsewhere on the server have ended that keep them back.
    func finalEvents(limit: Int) async throws -> [PlacedEvent] {
        var page: [PlacedEvent] = []
        try await until {
            page = try await read { try $0.eventsToExport(after: nil, limit: limit) }
            return page.count == limit
        }
        return page
    }

    fileprivate func removeEvents() async throws {
        let later = clock.now + .seconds(1)
        try await write { transaction in
            let old = try transaction.events(olderThan: later, after: nil, exported: false, limit: 99)
            try transaction.deleteEvents(old.removable)
        }
        clock.advance(by: .seconds(60))
    }
}

extension EventFollower {
    /// Until no transaction that was running at its latest page is older than its last event.
    fileprivate mutating func awaitNothing() async throws {
        while let last = position?.last?.transaction, position?.parts.keys.contains(where: { $0 < last }) == true {
            try await next()
        }
    }

    private struct Position: Decodable {
        struct Row: Decodable { let transaction: Int64 }
        let last: Row?
        let parts: [Int64: Int64]
    }

    /// None on SQLite.
    private var position: Position? {
        cursor.flatMap { try? JSONDecoder().decode(Position.self, from: Data($0.text.utf8)) }
    }
}
