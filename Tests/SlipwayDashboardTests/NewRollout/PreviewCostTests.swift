import Logging
import SlipwayCore
import SlipwayServices
import Synchronization
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// What a new rollout asks of the database.
struct PreviewCostTests {
    @Test func `its devices are looked up for the review and for the creation, and never between them`() async throws {
        try await withRepository { repository, _ in
            let counted = CountedRepository(repository)
            let fleet = try await DashboardFleet.filling(counted)
            _ = try await fleet.services.updates.cancelBatch(fleet.batch.id, reason: "over", as: fleet.operator)
            var robot = fleet.robot()
            await robot.start()
            await robot.press("n")
            await robot.press("1", .enter, .enter)
            await robot.press("2", "j", .enter)
            await robot.type("dev-00")
            await robot.press(.escape)
            await robot.press("4", .enter)
            await robot.type("autumn")
            await robot.press(.escape)
            let before = counted.counts
            await robot.press("5")
            let reviewed = counted.counts
            // The dry run, the organizations and the settings.
            #expect(reviewed == .init(reads: before.reads + 3, writes: before.writes))
            await robot.press("s")
            #expect(counted.counts == reviewed)
            await robot.confirmRollout(name: "autumn", count: "9")
            #expect(counted.counts.writes == before.writes + 1)
            try await fleet.expectTotals([9])
        }
    }

    @Test func `a filter is looked up in one transaction, and another one creates`() async throws {
        try await withRepository { repository, _ in
            let counted = CountedRepository(repository)
            let fleet = try await DashboardFleet.filling(counted)
            _ = try await fleet.services.updates.cancelBatch(fleet.batch.id, reason: "over", as: fleet.operator)
            let request = BatchRequest(
                name: "autumn", firmware: .version("2.0.0"),
                target: .matching(try Filter("dev-00", of: DeviceOrder.self)))
            let before = counted.counts
            _ = try await fleet.services.updates.planBatch(request, as: fleet.operator)
            #expect(counted.counts == .init(reads: before.reads + 1, writes: before.writes))
            _ = try await fleet.services.updates.createBatch(request, as: fleet.operator)
            #expect(counted.counts == .init(reads: before.reads + 2, writes: before.writes + 1))
        }
    }
}

/// How often something was asked of a database, and changed in it.
final class CountedRepository: Repository {
    struct Counts: Equatable, Sendable {
        var reads = 0
        var writes = 0
    }

    private let repository: any Repository
    private let state = Mutex(Counts())

    init(_ repository: any Repository) { self.repository = repository }

    var counts: Counts { state.withLock { $0 } }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        state.withLock { $0.reads += 1 }
        return try await repository.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        state.withLock { $0.writes += 1 }
        return try await repository.write(body)
    }
}
