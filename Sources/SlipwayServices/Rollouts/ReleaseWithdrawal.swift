import SlipwayCore

/// What the end of a release means for the rollouts that are under way with it: in the transaction that deprecates it each
/// is paused, as by whom deprecates it, and none goes on again.
enum ReleaseWithdrawal {
    /// The release is held, so that no rollout of it can be created meanwhile.
    static func pauseRollouts(
        of release: FirmwareRelease, by principal: Principal, in transaction: any RepositoryTransaction
    ) throws {
        let reason = "firmware \(release.version) was deprecated"
        // All batches before any rollout.
        let open = try transaction.openRollouts(of: release.id).map { id in
            (rollout: id, batch: try transaction.onlyBatch(of: id).flatMap { try transaction.batch($0) })
        }
        for (id, batch) in open {
            if let batch {
                guard try transaction.rollout(id)?.status.isPausable == true, batch.status.isPausable else { continue }
                try BatchStop(actor: principal).pause(batch, reason: reason, in: transaction)
            } else if let rollout = try transaction.lockedRollout(id), rollout.status.isPausable {
                try RolloutService.move(
                    rollout, to: try rollout.status(after: .paused), recording: .rolloutPaused, reason: reason,
                    by: principal, in: transaction)
            }
        }
    }
}

extension FirmwareRelease {
    /// - Throws: FIRMWARE_003 where it is deprecated, and its rollouts stay paused.
    func requireNotWithdrawn() throws(SlipwayError) {
        guard releaseStatus != .deprecated else {
            throw .firmwareNotApproved(version: version, status: releaseStatus)
        }
    }
}

extension RolloutState {
    fileprivate var isPausable: Bool {
        switch self {
        case .scheduled, .pending, .inProgress: true
        case .draft, .paused, .cancelling, .cancelled, .completed, .failed: false
        }
    }
}

extension UpdateBatchState {
    fileprivate var isPausable: Bool {
        switch self {
        case .pending, .inProgress: true
        case .paused, .cancelling, .cancelled, .completed, .failed: false
        }
    }
}
