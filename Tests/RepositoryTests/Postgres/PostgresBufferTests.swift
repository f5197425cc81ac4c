import Foundation
import TestSupport
import Testing

/// What an operation costs is counted in pages of 8 KiB that the server touches, which does not depend on the machine.
///
/// `SLIPWAY_COST_DEVICES` makes the larger fleet larger; from a million on every device has five sessions.
/// `SLIPWAY_COST_TABLE` names a file for what was counted.
@Suite struct PostgresBufferTests {
    @Test func `every operation costs a bounded number of pages at any size`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let sizes = [1_000, environment["SLIPWAY_COST_DEVICES"].flatMap { Int($0) } ?? 100_000]
        var tables: [[PostgresCost]] = []
        for size in sizes { tables.append(try await Self.costs(devices: size)) }
        for (small, large) in zip(tables[0], tables[1]) {
            #expect((1...small.bound).contains(small.pages), "\(small.name): \(small.pages)")
            #expect((1...large.bound).contains(large.pages), "\(large.name): \(large.pages)")
            if let growth = large.growth {
                let most = Int(growth * Double(small.pages))
                #expect(large.pages <= most, "\(large.name): \(large.pages) after \(small.pages)")
            }
            // A table of one page is read as a whole at any size.
            #expect(large.scannedTables.isDisjoint(with: Self.largeTables), "\(large.name): \(large.scannedTables)")
        }
        let idle = try #require(tables[1].first { $0.name == CostedReading.idleCheck })
        #expect(idle.statements == 1)
        #expect(!idle.isWriting)
        let registration = try #require(tables[1].last)
        #expect(registration.statements <= 4)
        if let path = environment["SLIPWAY_COST_TABLE"] {
            try Self.text(of: tables, sizes).write(toFile: path, atomically: true, encoding: .utf8)
        }
    }

    @Test func `a plan that is kept since a table was empty does not read all of it later`() async throws {
        try await PostgresCluster.shared.withDatabase { database in
            let organization = try await database.open(clock: nil).write { try $0.insertOrganization().id }
            let costs = try await PostgresFleetCosts(of: database)
            for round in 1...8 {
                let cost = try await costs.registration(round: round, in: organization)
                #expect(cost.scannedTables.isDisjoint(with: Self.largeTables), "round \(round): \(cost.scannedTables)")
            }
        }
    }

    private static let largeTables: Set = ["devices", "update_sessions", "update_batch_devices", "events", "telemetry"]

    private static func costs(devices count: Int) async throws -> [PostgresCost] {
        let isHuge = count >= 1_000_000
        let cluster =
            isHuge
            ? PostgresCluster(settings: PostgresServer.quick + ["shared_buffers=1GB", "max_wal_size=8GB"]) : .shared
        return try await cluster.withDatabase { database in
            try await PostgresFleet.make(devices: count, earlierSessions: isHuge ? 4 : 1, in: database)
            let costs = try await PostgresFleetCosts(of: database)
            return try await costs.readings() + costs.writings() + [costs.registration()]
        }
    }

    private static func text(of tables: [[PostgresCost]], _ sizes: [Int]) -> String {
        let head = "| operation | statements | \(sizes[0]) | \(sizes[1]) | bound |\n| --- | --- | --- | --- | --- |\n"
        let rows = zip(tables[0], tables[1]).map { small, large in
            "| \(large.name) | \(large.statements) | \(small.pages) | \(large.pages) | \(large.bound) |\n"
        }
        return head + rows.joined()
    }
}
