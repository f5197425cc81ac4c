import SlipwayCore
import SlipwayServices
import TerminalUI

/// Stopping a batch, letting it go on, and trying its failures again.
struct BatchActions: Sendable {
    let batch: UpdateBatch
    /// Its rollout, where that is known.
    var rollout: Rollout?
    let acts: DashboardActs

    var all: [ScreenAction] {
        let (id, acts) = (batch.id, acts)
        return StopActions(
            name: batch.name, stage: rollout?.status == .draft ? .draft : StopActions.Stage(of: batch.status),
            counters: batch.counters, acts: acts,
            brokenGate: rollout?.brokenGate,
            calls: StopActions.Calls(
                pause: { _ = try await acts.service(\.updates).pauseBatch(id, as: acts.principal) },
                resume: { acceptance in
                    _ = try await acts.service(\.updates).resumeBatch(
                        id, acceptsBad: acceptance != nil, reason: acceptance ?? "", as: acts.principal)
                    return ""
                },
                cancel: { _ = try await acts.service(\.updates).cancelBatch(id, reason: $0, as: acts.principal) },
                retry: { try await acts.service(\.updates).retryBatch(id, as: acts.principal) })
        ).all
    }
}

extension StopActions.Stage {
    fileprivate init(of state: UpdateBatchState) {
        switch state {
        case .pending: self = .notBegun
        case .inProgress: self = .running
        case .paused: self = .paused
        case .cancelling: self = .cancelling
        case .cancelled: self = .cancelled
        case .completed, .failed: self = .ended
        }
    }
}

extension StartConfirmation {
    /// The fields of a dialog that starts devices, or lets them go on.
    ///
    /// - Parameter devices: those that start or go on.
    func fields(name: String, devices: Int, isNewInProduction: Bool = false) -> [Dialog.Field] {
        let count = asksCount(of: devices, isNewInProduction: isNewInProduction)
        return [Dialog.Field("its name", required: name)]
            + (count ? [Dialog.Field("how many devices", required: "\(devices)")] : [])
    }
}
