import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

extension Robot {
    /// Goes through the steps up to the waves; the filter finds more devices than fit into one batch.
    mutating func fillToWaves(filter: String = "gw") async {
        await press("1", .enter, .enter)
        await press("2", "j", .enter)
        await type(filter)
        await press(.escape, "3")
        await wait(milliseconds: 250)
    }

    /// From the waves up to the review.
    mutating func fillToReview(name: String = "autumn") async {
        await press("4", .enter)
        await type(name)
        await press(.escape, "5")
    }

    /// Types into a field of the waves that is so many below the first, instead of what stands there.
    mutating func fillWaves(field: Int, _ text: String) async {
        await press("3")
        for _ in 0..<10 { await press("k") }
        for _ in 0..<field { await press("j") }
        await press(.enter, .control("u"))
        await type(text)
        await press(.escape)
    }

    /// Types into a field of the pace that is so many below the name.
    mutating func fillTime(field: Int, _ text: String) async {
        await press("4")
        for _ in 0..<10 { await press("k") }
        for _ in 0..<field { await press("j") }
        await press(.enter, .control("u"))
        await type(text)
        await press(.escape)
        for _ in 0..<10 { await press("k") }
    }

    var rolloutDraft: RolloutDraft? { application.top(FormScreen<RolloutForm>.self)?.draft }
}

/// As ``withIdleFleet``, and 1,188 devices `gw-0001` and on, a third of another hardware version.
func withLargeFleet(
    on database: ConformingDatabase = .inMemory, _ body: (DashboardFleet) async throws -> Void
) async throws {
    try await withIdleFleet(on: database) { fleet in
        try await fleet.services.repository.write { transaction in
            let organization = try transaction.insertOrganization(name: "globex", deviceLimit: 2_000)
            try transaction.insertDevices(792, in: organization.id, prefix: "gw-a")
            try transaction.insertDevices(396, in: organization.id, prefix: "gw-b", hardwareVersion: "rev-b")
        }
        try await body(fleet)
    }
}

extension DashboardFleet {
    /// The rollouts in waves that the form has created.
    func rolloutsInWaves() async throws -> [Rollout] {
        try await services.rollouts.rollouts(areOpen: true, limit: 100, as: self.operator)
            .filter { $0.targets != nil }
    }

    /// Settles the devices of every rollout, and opens what is due.
    func conduct() async throws {
        let conductor = RolloutConductor(services: services, worker: "worker-1")
        while try await conductor.step() {}
    }
}
