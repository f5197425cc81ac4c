import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

extension Robot {
    /// Goes through the steps up to the review.
    mutating func fillRollout(filter: String, name: String) async {
        await press("1", .enter, .enter)
        await press("2", "j", .enter)
        await type(filter)
        await press(.escape)
        await press("4", .enter)
        await type(name)
        await press(.escape, "5")
    }

    mutating func confirmRollout(name: String, count: String) async {
        _ = frame()
        await wait(milliseconds: 250)
        await type(name)
        await press(.enter)
        await type(count)
        await press(.enter)
        await press("y")
    }
}

extension DashboardFleet {
    /// The devices of each batch that the form has started.
    func expectTotals(
        _ wanted: [Int], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let totals = try await batches(named: "autumn").map(\.batch.counters.total)
        #expect(totals == wanted, sourceLocation: sourceLocation)
    }

    func batches(named name: String) async throws -> [BatchRow] {
        try await services.updates.page(of: BatchQuery(), at: .first, limit: 100, as: self.operator).rows
            .filter { $0.batch.name == name }
    }
}

/// Devices `dev-001` and on in production, none of them updating, and an approved release 2.0.0.
func withIdleFleet(
    on database: ConformingDatabase = .inMemory, settings: ServiceSettings = ServiceSettings(),
    _ body: (DashboardFleet) async throws -> Void
) async throws {
    try await DashboardFleet.with(on: database, settings: settings) { fleet in
        _ = try await fleet.services.updates.cancelBatch(fleet.batch.id, reason: "over", as: fleet.operator)
        try await body(fleet)
    }
}
