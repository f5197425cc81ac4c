import Foundation
import TestSupport
import Testing

/// `SLIPWAY_FEED_COMMITS` makes it larger, and prints what came of it.
@Suite struct FeedRunTests {
    @Test(.timeLimit(.minutes(30)))
    func `of all that twelve writers commit, a slow one among them, nothing is missed and nothing repeated`()
        async throws
    {
        let wanted = ProcessInfo.processInfo.environment["SLIPWAY_FEED_COMMITS"].flatMap { Int($0) }
        try await PostgresCluster().withDatabase { database in
            let standby = try await PostgresStandby.start(of: database.server)
            let run = FeedRun(on: try FeedPair(database: database, standby: standby), commits: wanted ?? 4_000)
            let result = try await run.run(writers: 12)
            if wanted != nil { print("the feed: \(result)") }
            #expect(result.events >= result.commits)
            for reader in result.readers {
                #expect(reader.missed == 0 && reader.repeated == 0 && reader.gaps == 0, "\(reader)")
            }
            // Else the run would have proved nothing.
            #expect(result.missedByID > 0 && result.missedBySnapshot > 0)
        }
    }
}
