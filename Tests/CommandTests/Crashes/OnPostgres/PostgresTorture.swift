import Foundation
import SlipwayCore
import Synchronization
import TestSupport

@testable import DeviceSimulator

/// Devices, and somebody for each organization who makes batches, while what serves them is killed.
final class PostgresTorture: Sendable {
    let answered = AnsweredRequests()
    private let fleet: SharedFleet
    private let servers: TorturedServers
    private let isDisturbing = Atomic(true)

    init(_ fleet: SharedFleet, _ servers: TorturedServers) {
        self.fleet = fleet
        self.servers = servers
    }

    /// Kills at random, after so many answers each time, and now and then at once.
    func run(kills: Int) async throws {
        try await run { try await self.kill(kills) }
    }

    /// Until every batch has ended that was made while `disturb` was at work.
    func run(_ disturb: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for members in fleet.groups.map(\.members) {
                group.addTask { try await self.play(members) }
            }
            try await withThrowingTaskGroup(of: Void.self) { people in
                people.addTask {
                    defer { self.isDisturbing.store(false, ordering: .relaxed) }
                    try await disturb()
                }
                for number in fleet.groups.indices { people.addTask { try await self.operate(number) } }
                try await people.waitForAll()
            }
            group.cancelAll()
            while let _ = try await group.next() {}
        }
        try await servers.endAll()
    }

    private func kill(_ kills: Int) async throws {
        var random = SeededGenerator(seed: 20_261_125)
        var target = 50
        var done = 0
        for await count in answered.counts where count >= target {
            done += 1
            let kill: TorturedServers.Kill =
                if done % Self.killsBetweenCrashes == 0 { .cluster } else if Bool.random(using: &random) {
                    .server
                } else { .backend }
            try await servers.happen(kill, random: &random)
            if done == kills { return }
            target = answered.record.count + Int.random(in: 0...24, using: &random)
        }
    }

    private static let killsBetweenCrashes = 16

    /// Batches one after the other, each with the other release; some are paused and resumed, some cancelled.
    private func operate(_ number: Int) async throws {
        var random = SeededGenerator(seed: UInt64(number))
        let pools = servers.addresses.map { ConnectionPool($0) }
        let person = BatchOperator(servers: pools, token: fleet.token, answered: answered)
        var count = 0
        while isDisturbing.load(ordering: .relaxed) {
            count += 1
            let created = try await person.create(
                "batch-\(number)-\(count)", of: fleet.groups[number].devices, with: fleet.releases[count % 2])
            guard let batch = created else { continue }
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                try await person.pause(batch)
                while try await person.status(of: batch) == .paused { try await person.resume(batch) }
            case 1:
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...1_500, using: &random)))
                try await person.cancel(batch)
            case _: break
            }
            while let status = try await person.status(of: batch), !status.isFinal {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func play(_ members: [FleetMember]) async throws {
        let tokens = Dictionary(uniqueKeysWithValues: members.map { ($0.deviceUID, $0.token) })
        let link = WitnessedLink(
            to: servers.addresses, tokens: tokens, seed: SharedFleet.profile.seed, answered: answered)
        let start = ContinuousClock.now
        try await Fleet(
            of: members, over: link, profile: SharedFleet.profile, pace: Self.pace,
            clock: FleetClock(
                // Five times as fast, so that nobody waits long to call again.
                now: { Timestamp(milliseconds: Int64((ContinuousClock.now - start) / .milliseconds(1)) * 5) },
                sleep: { try await Task.sleep(for: min($0, .milliseconds(10))) }),
            logger: .quiet
        ).run()
    }

    private static let pace: FleetPace = {
        var pace = FleetPace()
        pace.pollInterval = .milliseconds(2_000)
        pace.checksPerSecond = 1_000
        pace.preparation = .milliseconds(100)...(.milliseconds(2_000))
        pace.download = .milliseconds(500)...(.milliseconds(2_000))
        pace.chunkInterval = .milliseconds(500)
        pace.flashing = .milliseconds(300)...(.milliseconds(1_500))
        pace.reboot = .milliseconds(300)...(.milliseconds(1_500))
        return pace
    }()
}
