import DeviceSimulator
import Foundation
import SlipwayCore
import SlipwayServices

/// The way back of a rollout that has stopped: asked for on the dashboard as an operator does, and followed until every
/// device that answers runs what it ran before.
struct WayBack: Sendable {
    private let course: TrialCourse
    /// As `--database` takes it.
    private let database: String
    private let world: BenchWorld
    private let patience: Duration

    private static let tick: Duration = .milliseconds(200)
    /// What is typed earlier after a question has opened was meant for what stood there before, and is ignored.
    private static let guardTime: Duration = .milliseconds(300)
    /// Longer than the dashboard takes to create rollouts: what it does ends with its terminal.
    private static let creation: Duration = .seconds(10)

    init(of course: TrialCourse, database: String, world: BenchWorld) {
        (self.course, self.database, self.world) = (course, database, world)
        patience = .seconds(300) + .milliseconds(20 * course.fleet.members.count)
    }

    func figures() async throws -> [TrialFindings.Figure] {
        let lost = try await lostDevices()
        let start = try await ask()
        let rollouts = try await rollouts()
        while try await !isOver(rollouts, lost: lost) {
            guard ContinuousClock.now < start + patience else {
                throw SystemFault(saying: "the way back is not over after \(patience)")
            }
            try await Task.sleep(for: Self.tick)
        }
        let time = ContinuousClock.now - start
        let strays = try await strays(besides: lost)
        var back = 0
        for rollout in rollouts { back += try await counters(of: rollout).succeeded }
        let notes = course.link.notes
        return [
            ("rollouts that bring devices back", Double(rollouts.count), "", .atLeast(2)),
            ("devices that took the release", Double(notes.flashed.count), "", .atLeast(1)),
            ("of these, devices that are lost and never answer", Double(lost.count), "", .atLeast(1)),
            ("devices that went back", Double(back), "", .atLeast(Double(notes.flashed.count - lost.count))),
            ("devices that answer and do not run what they ran before", Double(strays), "", .atMost(0)),
            ("from the request to the last device", time / .seconds(1), "s", .atMost(patience / .seconds(1))),
        ]
    }

    /// Two keys, a reason and the name of the rollout.
    ///
    /// - Returns: when the last key was typed.
    private func ask() async throws -> ContinuousClock.Instant {
        // On a thread of its own: to wait for a screen would keep one of the few from the devices.
        let start = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try typeRequest() }) }
        }
        while try await rollouts().isEmpty {
            guard ContinuousClock.now < start + TerminalProgram.patience else {
                throw SystemFault(saying: "the dashboard creates no rollout that brings devices back")
            }
            try await Task.sleep(for: Self.tick)
        }
        return start
    }

    private func typeRequest() throws -> ContinuousClock.Instant {
        let terminal = try TerminalProgram(
            world.slipway, ["dashboard", "--database", database], environment: world.environment)
        _ = try terminal.wait(for: RolloutTrial.name)
        // Which is said of a rollout on its own screen alone, and once it is read.
        _ = try terminal.text(after: ":rollout \(course.rollout)\r", until: "by \(WaitingFleet.actor.name)")
        _ = try terminal.wholeAnswer(to: "B")
        _ = try terminal.listen(for: Self.guardTime)
        for keys in ["no network\r", RolloutTrial.name + "\r"] { _ = try terminal.wholeAnswer(to: keys) }
        let start = ContinuousClock.now
        _ = try terminal.wholeAnswer(to: "y")
        _ = try terminal.listen(for: Self.creation)
        return start
    }

    private func rollouts() async throws -> [Rollout.ID] {
        try await course.services.repository.read { [rollout = course.rollout] in try $0.rollbacks(of: rollout) }
    }

    private func counters(of rollout: Rollout.ID) async throws -> BatchCounters {
        try await course.services.rollouts.rollout(rollout, as: WaitingFleet.actor).counters
    }

    /// Those that have completed, and make no call ever again.
    private func lostDevices() async throws -> Set<String> {
        let flashed = course.link.notes.flashed
        var lost: Set<String> = []
        for (batch, wave) in try await course.batches() {
            let profile = course.variant.profile(inWave: wave)
            for row in try await course.rows(of: batch) where flashed[row.deviceUID] != nil {
                // Those that ask all the time behave as in the first wave.
                guard !course.fleet.asking.contains(row.deviceUID) else { continue }
                let traits = DeviceTraits(
                    deviceUID: row.deviceUID, hardwareVersion: row.batchDevice.hardwareVersion,
                    fromVersion: row.batchDevice.fromVersion)
                let temperament = DeviceTemperament(of: traits, for: TrialFleet.version, in: profile)
                if temperament.outcome == .getsLost { lost.insert(row.deviceUID) }
            }
        }
        return lost
    }

    /// Whether every device that took the release goes back, and each that answers has flashed once more, and said since
    /// what it runs.
    private func isOver(_ rollouts: [Rollout.ID], lost: Set<String>) async throws -> Bool {
        let notes = course.link.notes
        let former = course.fleet.formerVersions
        let isBack = notes.flashed.allSatisfy { uid, sessions in
            lost.contains(uid)
                || sessions.count > 1 && !notes.quiet.contains(uid) && notes.said[uid] == former[uid]
        }
        guard isBack else { return false }
        var count = 0
        for rollout in rollouts { count += try await counters(of: rollout).total }
        return count >= notes.flashed.count
    }

    /// By the word of the devices as well as by the database; those that never had the release among them.
    private func strays(besides lost: Set<String>) async throws -> Int {
        let (former, notes) = (course.fleet.formerVersions, course.link.notes)
        var strays = 0
        var position: PagePosition<ListAnchor>? = .first
        while let current = position {
            let page = try await course.services.devices.page(
                of: DeviceQuery(), at: current, limit: 1_000, as: WaitingFleet.actor)
            for device in page.rows where !lost.contains(device.deviceUID) {
                let version = former[device.deviceUID]
                let said = notes.said[device.deviceUID]
                if device.firmwareVersion != version || said != nil && said != version { strays += 1 }
            }
            position = page.continuation.map { .after($0) }
        }
        return strays
    }
}
