import SlipwayCore
import SlipwayServices
import TerminalUI

/// Stopping a rollout with all its batches, letting it go on, and trying its failures again.
struct RolloutActions: Sendable {
    let rollout: Rollout
    /// Its only batch; none where it has several, or may have.
    private let onlyBatch: UpdateBatch.ID?
    private let againstRetry: SafeText?
    let acts: DashboardActs

    init(summary: RolloutSummary, acts: DashboardActs) {
        rollout = summary.rollout
        onlyBatch = summary.batchID
        againstRetry =
            summary.batchCount == 1
            ? nil : "it has " + CountText.of(summary.batchCount, "batch", "batches") + ": each retries its own"
        self.acts = acts
    }

    /// Of a rollout with a plan.
    init(rollout: Rollout, acts: DashboardActs) {
        self.rollout = rollout
        onlyBatch = nil
        againstRetry = "each of its batches retries its own"
        self.acts = acts
    }

    var all: [ScreenAction] {
        let (rollout, batch, acts) = (rollout, onlyBatch, acts)
        let id = rollout.id
        return StopActions(
            name: rollout.name, stage: StopActions.Stage(of: rollout.status), counters: rollout.counters,
            waiting: waiting, acts: acts,
            brokenGate: rollout.brokenGate, drift: rollout.drift, againstRetry: againstRetry,
            calls: StopActions.Calls(
                pause: { _ = try await acts.service(\.rollouts).pause(id, as: acts.principal) },
                resume: { acceptance in
                    let resumed = try await acts.service(\.rollouts).resume(
                        id, acceptsBad: acceptance != nil && rollout.brokenGate != nil, reason: acceptance ?? "",
                        as: acts.principal)
                    return Self.text(stillPaused: resumed.stillPaused)
                },
                cancel: { _ = try await acts.service(\.rollouts).cancel(id, reason: $0, as: acts.principal) },
                retry: {
                    guard let batch else { throw SlipwayError.nothingToRetry(batch: "of rollout \(id)") }
                    return try await acts.service(\.updates).retryBatch(batch, as: acts.principal)
                })
        ).all
    }

    /// Those of a draft in waves are in no batch yet, and wait in it only where they were listed.
    private var waiting: Int {
        guard let targets = rollout.targets else { return 0 }
        return rollout.status == .draft ? rollout.devices : targets.left
    }

    private static func text(stillPaused: Int) -> SafeText {
        stillPaused == 0
            ? ""
            : ": " + CountText.of(stillPaused, "batch stays", "batches stay") + " paused, as before the rollout was"
    }
}

extension StopActions.Stage {
    fileprivate init(of state: RolloutState) {
        switch state {
        case .draft: self = .draft
        case .scheduled, .pending: self = .notBegun
        case .inProgress: self = .running
        case .paused: self = .paused
        case .cancelling: self = .cancelling
        case .cancelled: self = .cancelled
        case .completed, .failed: self = .ended
        }
    }
}
