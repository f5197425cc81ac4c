import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

@Suite struct ConditionTests {
    @Test func `where nothing is wrong there is no condition`() async throws {
        try await withFleet { fleet in
            try await fleet.beat()
            _ = try await fleet.startBatch(of: 2)
            #expect(try await fleet.conditions() == [])
        }
    }

    @Test func `a halt tells who halted what, why and since when, until it is released`() async throws {
        try await withFleet { fleet in
            _ = try await fleet.updates.halt(organization: "acme", reason: "smoke in Kiel", as: fleet.ada)
            let acme = HaltNote(by: "ada", reason: "smoke in Kiel", at: fleet.clock.now)
            fleet.clock.advance(by: .seconds(60))
            _ = try await fleet.updates.halt(organization: nil, reason: "bad signatures", as: .operator("eve"))
            let all = HaltNote(by: "eve", reason: "bad signatures", at: fleet.clock.now)
            let ofAcme = StandingHalt(reach: .organization(fleet.acme.id, name: "acme"), note: acme)
            #expect(
                try await fleet.conditions() == [.halted(StandingHalt(reach: .everything, note: all)), .halted(ofAcme)])
            _ = try await fleet.updates.release(organization: nil, as: fleet.ada)
            #expect(try await fleet.conditions() == [.halted(ofAcme)])
            _ = try await fleet.updates.release(organization: "acme", as: fleet.ada)
            #expect(try await fleet.conditions() == [])
        }
    }

    @Test func `a principal of one organization hears of its halt and of that of everything alone`() async throws {
        try await withFleet { fleet in
            let other = NewOrganization(name: "other", environment: .staging)
            _ = try await fleet.services.organizations.create(other, as: fleet.ada)
            _ = try await fleet.updates.halt(organization: "other", reason: "theirs", as: fleet.ada)
            let operatorOfAcme = Principal.operator("eve", organization: .one(fleet.acme.id))
            #expect(try await fleet.updates.home(as: operatorOfAcme, endedLimit: 5).conditions == [])
            _ = try await fleet.updates.halt(organization: nil, reason: "ours too", as: fleet.ada)
            let kinds = try await fleet.updates.home(as: operatorOfAcme, endedLimit: 5).conditions.map(\.kind)
            #expect(kinds == [.halted])
        }
    }

    @Test func `a server that vanished is news after a minute, while devices wait`() async throws {
        try await withFleet { fleet in
            try await fleet.beat()
            let start = fleet.clock.now
            fleet.clock.advance(by: .seconds(59))
            #expect(try await fleet.conditions() == [])
            _ = try await fleet.startBatch(of: 2)
            #expect(try await fleet.conditions() == [])
            fleet.clock.advance(by: .seconds(1))
            #expect(try await fleet.conditions() == [.noServer(since: start, waiting: 2)])
            try await fleet.beat()
            #expect(try await fleet.conditions() == [])
        }
    }

    @Test func `a server that stopped in order is no news`() async throws {
        try await withFleet { fleet in
            try await fleet.beat()
            _ = try await fleet.startBatch(of: 2)
            try await fleet.services.repository.write { try $0.recordStop(of: "worker-1") }
            fleet.clock.advance(by: .seconds(600))
            #expect(try await fleet.conditions() == [])
        }
    }

    @Test func `a window full of silent devices counts those that wait for a place`() async throws {
        try await withFleet(devices: 3) { fleet in
            let batch = try await fleet.startBatch(of: 3, maximumInFlight: 1)
            try await fleet.take(batch.sessions[0], to: .acknowledged)
            try await fleet.beat(for: .seconds(3_600))
            while try await fleet.sweep.step() {}
            let conditions = try await fleet.conditions()
            #expect(conditions.map(\.kind) == [.windowSilent])
            #expect(conditions.first?.row?.placesWanted == 2)
        }
    }

    @Test func `the worst comes first, and a rollout is told of once`() {
        let service = ServiceState(
            workerAlive: false, workWaitingSince: .example, serversLostSince: nil,
            halts: [StandingHalt(reach: .everything, note: nil)], clock: .jumped(.seconds(60)))
        #expect(
            Condition.all(of: service, [], at: .example).map(\.kind) == [.noWorker, .halted, .clockApart])
    }
}

extension StockedFleet {
    /// But for the clock, which these tests let jump.
    fileprivate func conditions() async throws -> [Condition] {
        try await updates.home(as: ada, endedLimit: 5).conditions.filter { $0.kind != .clockApart }
    }
}
