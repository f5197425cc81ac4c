import SlipwayCore
import SlipwayServices

/// What can be seen of a rollout once it has stopped or ended: by the rows of the database, and by its devices.
struct TrialFindings: Sendable {
    /// What it is, its value, its unit, and what was promised.
    typealias Figure = (what: String, value: Double, unit: String, bound: BenchBound)

    private static let stopPatience: Duration = .seconds(1)
    /// For a device that is missed: what the service waits for besides the limit.
    private static let missPatience = 60.0

    private let variant: RolloutVariant
    private let view: RolloutView
    private let rows: [(wave: Int, row: BatchDeviceRow)]
    private let notes: TrialLink.Notes
    private let lossLimit: Duration

    init(of course: TrialCourse) async throws {
        variant = course.variant
        view = try await course.services.rollouts.view(of: course.rollout, as: WaitingFleet.actor)
        var rows: [(Int, BatchDeviceRow)] = []
        for (batch, wave) in try await course.batches() { rows += try await course.rows(of: batch).map { (wave, $0) } }
        self.rows = rows
        notes = course.link.notes
        lossLimit = course.services.settings.lossLimit
    }

    var figures: [Figure] { strays + (variant == .healthy ? ending : stop) }

    private var strays: [Figure] {
        let spoken = rows.count { _, row in
            // A server may have had the word that long before the database knows of it.
            guard let word = notes.words[row.deviceUID], let lostAt = row.batchDevice.lostAt else { return false }
            return word + LossRule.delay <= lostAt
        }
        let strays = notes.offered.subtracting(rows.map(\.row.deviceUID)).count
        return [
            ("devices that were offered it and are in no batch", Double(strays), "", .atMost(0)),
            ("devices that count as lost and had spoken in time", Double(spoken), "", .atMost(0)),
        ]
    }

    private var ending: [Figure] {
        let waves = view.waves.filter { $0.wave.state != .skipped }
        let broken = view.rollout.brokenGate.map { " (\($0))" } ?? ""
        return [
            ("gates that broke\(broken)", Double(waves.count { $0.gate?.trippedAt != nil }), "", .atMost(0)),
            // A rollout ends with its last device, whose wave has no other to let begin.
            (
                "waves before the last that passed", Double(waves.dropLast().count { $0.wave.state == .passed }), "",
                .atLeast(Double(waves.count - 1))
            ),
            ("rollouts that completed", view.rollout.status == .completed ? 1 : 0, "", .atLeast(1)),
            (
                "devices that took part", Double(view.rollout.counters.total), "",
                .atLeast(Double(view.rollout.targets?.total ?? 0))
            ),
            (
                "devices that failed", Double(view.rollout.counters.failed), "",
                .atMost(0.015 * Double(view.rollout.counters.total))
            ),
        ]
    }

    private var stop: [Figure] {
        guard let stopped = view.waves.first(where: { $0.gate?.trippedAt != nil }), let gate = stopped.gate,
            let stoppedAt = gate.trippedAt
        else { return [("gates that broke", 0, "", .atLeast(1))] }
        let later = view.waves.filter { $0.wave.id > stopped.wave.id }
        return [
            (
                "wave that was stopped", Double(stopped.wave.id.number), "",
                variant.sparesFirstWave ? .atLeast(2) : .atMost(1)
            ),
            ("devices of later waves in a batch", Double(later.reduce(0) { $0 + $1.wave.formed }), "", .atMost(0)),
            ("devices that flashed", Double(notes.flashed.count), "", .atMost(Double(mostFlashed(stopped)))),
        ] + delay(of: stopped, gate, stoppedAt) + bytes(around: stoppedAt)
    }

    private func mostFlashed(_ stopped: WaveView) -> Int {
        variant == .failing
            ? RolloutVariant.gate.maximumBad + RolloutVariant.maximumInFlight : stopped.wave.sizeTo
    }

    private func delay(of stopped: WaveView, _ gate: WaveGate, _ stoppedAt: Timestamp) -> [Figure] {
        guard variant != .failing else { return [] }
        let wave = rows.filter { $0.wave == stopped.wave.id.number }.map(\.row)
        guard let hold = GateHold(in: wave, under: gate.rule, limit: lossLimit, delay: LossRule.delay) else {
            return [("lost devices with which the gate has to break", 0, "", .atLeast(1))]
        }
        let lost = wave.count { row in
            // One that completed just now may have spoken already.
            row.batchDevice.status == .succeeded && row.batchDevice.verifiedAt == nil
                && row.session?.completedAt.map { $0 + LossRule.delay <= stoppedAt } == true
        }
        let most: BenchBound = variant == .lost ? .atMost(25) : .atMost(Double(lost))
        return [
            ("lost device, of \(lost), with which the gate has to break", Double(hold.number), "", most),
            (
                "from its limit to the stop", (stoppedAt - hold.limitAt) / .seconds(1), "s", .atMost(Self.missPatience)
            ),
        ]
    }

    private func bytes(around stop: Timestamp) -> [Figure] {
        let late = notes.bytes(in: (stop + Self.stopPatience)..<Timestamp(milliseconds: .max))
        let found: [Figure] = [("bytes later than a second after the stop", Double(late), "B", .atMost(0))]
        guard variant == .failing else { return found }
        let before = notes.bytes(in: (stop + .seconds(-1))..<stop)
        return [("bytes in the second before the stop", Double(before), "B", .atLeast(1))] + found
    }
}
