import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What servers make of the bandwidth of a rollout, over every database.
@Suite struct BandwidthTests {
    private static let budget = DownloadBudget(of: .init(1), bytesPerSecond: 8_000)

    @Test(arguments: ConformingDatabase.kinds)
    func `live servers share it, a new one waits until the others know, and a dead one leaves its part to them`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let (first, second) = (Server("first", over: world), Server("second", over: world))
            #expect(try await first.turn() == nil)
            try await first.beat()
            // A quarter of a second of its part at a time.
            #expect(try await first.turn() == 2_000)

            try await second.beat()
            #expect(try await second.turn() == nil)
            #expect(try await first.turn() == 2_000)
            try await first.beat()
            #expect(try await first.turn() == 1_000)
            for _ in 0..<2 { try await Self.pass(in: world, beating: first, second) }
            #expect(try await first.turn() == 1_000)
            #expect(try await second.turn() == 1_000)

            // It is silent from here on, and so it stops feeding by itself before the other one takes over.
            try await Self.pass(in: world, beating: first)
            #expect(try await first.turn() == 1_000)
            try await Self.pass(in: world, beating: first)
            #expect(try await second.turn() == nil)
            #expect(try await first.turn() == 2_000)
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `one that stops in order leaves its part with the next heartbeat, and a dashboard never has one`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let (first, second) = (Server("first", over: world), Server("second", over: world))
            let dashboard = Server("dashboard", over: world, kind: .dashboard)
            for server in [first, second, dashboard] { try await server.beat() }
            for _ in 0..<2 { try await Self.pass(in: world, beating: first, second, dashboard) }
            #expect(try await first.turn() == 1_000)
            #expect(try await dashboard.turn() == nil)
            try await world.write { try $0.recordStop(of: "second") }
            try await first.beat()
            #expect(try await first.turn() == 2_000)
            #expect(try await world.read { try $0.liveServers(within: .seconds(10)) } == 1)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `of servers that begin at the same time one uses the whole, and the others nothing yet`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            for round in 0..<10 {
                let servers = (0..<4).map { Server("\(round)-\($0)", over: world) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for server in servers { group.addTask { try await server.beat() } }
                    try await group.waitForAll()
                }
                var turns: [Int] = []
                for server in servers { turns += try await [server.turn()].compactMap(\.self) }
                #expect(turns == [2_000])
                world.clock.advance(by: .seconds(11))
            }
        }
    }

    @Test(arguments: ConformingDatabase.kinds)
    func `the budget comes with the plan and with its edits, and a rollout that follows has it too`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 4, in: world.repository, clock: world.clock)
            let request = RolloutRequest(
                name: "spring", firmware: .id(fleet.release.id), target: .organization("acme"),
                waves: [WavePlan(size: .share(1))], bytesPerSecond: 5_000)
            let rollouts = fleet.services.rollouts
            let id = try await rollouts.create(request, as: fleet.ada).rollout.id
            try await fleet.conduct()
            let rows = try await fleet.rows(try await fleet.batches(of: id)[0])
            let session = try #require(rows[0].session).sessionID
            let index = try #require(fleet.devices.firstIndex { $0.deviceUID == rows[0].deviceUID })
            func budget() async throws -> Int? {
                try await fleet.updates.download(of: session, as: fleet.device(index)).budget?.bytesPerSecond
            }
            #expect(try await budget() == 5_000)
            let edited = try await rollouts.edit(id, RolloutEdit(bytesPerSecond: 7_000), as: fleet.ada)
            #expect(edited.bytesPerSecond == 7_000)
            #expect(try await budget() == 7_000)
            #expect(try await fleet.events().last?.detail == "bytes_per_second: 5000 to 7000")
            for wrong in [0, -1, 999, 1_000_000_000_001, Int.max] {
                await #expect {
                    try await rollouts.edit(id, RolloutEdit(bytesPerSecond: wrong), as: fleet.ada)
                } throws: {
                    guard case .invalidRequest(let faults)? = $0 as? SlipwayError else { return false }
                    return faults.map(\.field) == ["bytes_per_second"]
                }
            }
            #expect(try await budget() == 7_000)

            _ = try await fleet.updates.acknowledge(session, as: fleet.device(index))
            _ = try await fleet.updates.fail(session, reason: "no space", as: fleet.device(index))
            let retried = try await rollouts.retry(id, RetryGroup(.failed, reasonKey: "no space"), as: fleet.ada)
                .rollout
            #expect(retried?.bytesPerSecond == 7_000)
            let view = try await rollouts.view(of: try #require(retried).id, as: fleet.ada)
            #expect(view.plan?.bytesPerSecond == 7_000)
        }
    }

    /// Five seconds pass, at the end of which these have a heartbeat.
    private static func pass(in world: DatabaseWorld, beating servers: Server...) async throws {
        world.clock.advance(by: .seconds(5))
        for server in servers { try await server.beat() }
    }

    /// A process with the budget, in which one download is open.
    private struct Server: Sendable {
        private let heartbeat: WorkerHeartbeat
        private let line: DownloadLine

        init(_ name: String, over world: DatabaseWorld, kind: WorkerKind = .serve) {
            let services = Services(
                repository: world.repository, bandwidth: .moving(world.clock), logger: .quiet)
            heartbeat = WorkerHeartbeat(services: services, worker: name, kind: kind)
            line = services.bandwidth.line(for: BandwidthTests.budget)
        }

        func beat() async throws { _ = try await heartbeat.step() }

        /// How many bytes it may feed next; none where it has no part.
        func turn() async throws -> Int? { try await line.take(upTo: 1_000_000, patience: .zero) }
    }
}
