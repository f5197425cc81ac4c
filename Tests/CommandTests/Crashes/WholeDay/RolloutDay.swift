import DeviceSimulator
import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport

/// Devices and people who speak HTTP with servers that are killed, until every rollout is over.
struct RolloutDay: Sendable {
    let fleet: DayFleet
    let servers: DayServers
    let ledger = DayLedger()
    private let isOver = Flag()

    private static let patience: Duration = .seconds(1)
    /// Faster than the wall clock.
    private static let speed = 4

    init(_ fleet: DayFleet, _ servers: DayServers) {
        self.fleet = fleet
        self.servers = servers
    }

    /// - Returns: how many kills there were at each scene.
    func run(kills: Int) async throws -> [DayLedger.Scene: Int] {
        try await withDevices {
            try await withThrowingTaskGroup(of: [DayLedger.Scene: Int].self) { people in
                people.addTask {
                    defer { isOver.raise() }
                    return try await kill(kills)
                }
                let desk = RolloutDesk(of: fleet, at: servers.addresses, keeping: ledger)
                for number in fleet.groups.indices {
                    let person = DayOperator(
                        fleet: fleet, ledger: ledger, desk: desk, number: number, isDisturbed: { !isOver.isRaised })
                    people.addTask {
                        try await person.operate()
                        return [:]
                    }
                }
                return try await people.reduce(into: [:]) { all, scenes in all.merge(scenes) { $1 } }
            }
        }
    }

    /// Plays every device while `body` runs.
    func withDevices<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await play() }
            let value = try await body()
            group.cancelAll()
            return value
        }
    }

    /// As evenly over the scenes as they come.
    private func kill(_ count: Int) async throws -> [DayLedger.Scene: Int] {
        var random = SeededGenerator(seed: 20_261_130)
        var scenes = Dictionary(uniqueKeysWithValues: DayLedger.Scene.allCases.map { ($0, 0) })
        var last = ContinuousClock.now
        for await moment in ledger.moments where moment.at >= last {
            let least = scenes.values.min() ?? 0
            // Windows open and close far more often than anything else happens.
            let patience = Self.patience * (moment.scene == .window ? 3 : 1)
            let hasWaited = ContinuousClock.now - last > patience
            guard scenes[moment.scene, default: 0] <= least + 1 || hasWaited else { continue }
            // What a call does itself is over soon, and what a worker makes of it comes within a second or so.
            let isSoon = Int.random(in: 0..<3, using: &random) > 0
            try await Task.sleep(for: .microseconds(Int.random(in: 0...(isSoon ? 40_000 : 1_200_000), using: &random)))
            try await servers.kill(using: &random)
            scenes[moment.scene, default: 0] += 1
            let faults = try await DayPromises.broken(in: fleet, by: DayPromises.always)
            ledger.note { $0.faults += faults }
            if scenes.values.reduce(0, +) == count { return scenes }
            last = .now
        }
        throw CancellationError()
    }

    private func play() async throws {
        let start = ContinuousClock.now
        try await Fleet(
            of: fleet.members, over: DayLink(to: servers.addresses, of: fleet.members, keeping: ledger),
            profile: DayFleet.profile, pace: Self.pace,
            clock: FleetClock(
                now: {
                    Timestamp(milliseconds: Int64((ContinuousClock.now - start) / .milliseconds(1)) * Int64(Self.speed))
                },
                sleep: { try await Task.sleep(for: min($0, .milliseconds(20))) }),
            logger: .quiet
        ).run()
    }

    private static let pace: FleetPace = {
        var pace = FleetPace()
        pace.pollInterval = .milliseconds(4_000)
        pace.checksPerSecond = 1_000
        pace.preparation = .milliseconds(50)...(.milliseconds(800))
        pace.download = .milliseconds(400)...(.milliseconds(2_000))
        pace.chunkInterval = .milliseconds(400)
        pace.flashing = .milliseconds(100)...(.milliseconds(800))
        pace.reboot = .milliseconds(100)...(.milliseconds(800))
        return pace
    }()
}
