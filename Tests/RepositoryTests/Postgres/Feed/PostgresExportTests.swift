import PostgresRepository
import SlipwayCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct PostgresExportTests {
    @Test func `an event whose transaction is still open keeps those after it back, and none is passed over`()
        async throws
    {
        try await withPostgres { repository, clock, database in
            let (slow, quick) = (EventConsole(on: database), EventConsole(on: database))
            let next = { (position: EventPosition?) in
                try await repository.read { try $0.eventsToExport(after: position, limit: 9) }
            }
            try await quick.append("before")
            try await until { try await !next(nil).isEmpty }
            let start = try await next(nil)[0].position
            try await slow.begin()
            try await slow.append("slow")
            try await quick.append("quick")
            #expect(try await next(start) == [])
            try await slow.commit()
            try await until { try await next(start).count == 2 }
            #expect(try await next(start).map(\.event.detail) == ["slow", "quick"])
            let world = DatabaseWorld(repository, clock: clock, console: database.console)
            try await world.write { try $0.setExportedPosition(start) }
            let later = clock.now + .seconds(1_000_000_000)
            let old = try await world.read {
                try $0.events(olderThan: later, after: nil, exported: true, limit: 9)
            }
            #expect(old.removable.count == 1)
        }
    }
}
