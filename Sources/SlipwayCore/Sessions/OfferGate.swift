/// The one gate for pause, halt, window and pace: whether a session may be offered, acknowledged or fed now.
package struct OfferGate: Hashable, Sendable {
    package var systemHalted: Bool
    package var organizationHalted: Bool
    package var organizationActive: Bool
    /// None for a session without a batch, which only halts hold.
    package var batch: BatchGate?

    package struct BatchGate: Hashable, Sendable {
        package var state: UpdateBatchState
        package var rollout: RolloutGate

        package init(state: UpdateBatchState, rollout: RolloutGate) {
            self.state = state
            self.rollout = rollout
        }
    }

    package struct RolloutGate: Hashable, Sendable {
        package var state: RolloutState
        /// Whether its devices may update at the instant of the read.
        package var isInWindow: Bool
        /// The places that the batch takes part in.
        package var places: PlaceShard
        /// Whether the rollout leaves the device out by now; see ``RolloutExclusion``.
        package var isExcluded: Bool

        package init(state: RolloutState, isInWindow: Bool = true, places: PlaceShard, isExcluded: Bool = false) {
            self.state = state
            self.isInWindow = isInWindow
            self.places = places
            self.isExcluded = isExcluded
        }
    }

    package init(systemHalted: Bool, organizationHalted: Bool, organizationActive: Bool, batch: BatchGate?) {
        self.systemHalted = systemHalted
        self.organizationHalted = organizationHalted
        self.organizationActive = organizationActive
        self.batch = batch
    }

    /// What holds a session that is in `state`; what is flashed, or final, is never held.
    ///
    /// The batch is named before its rollout: where a rollout has only one, both are paused, and it is the batch that
    /// everything else speaks of.
    package func hold(on state: UpdateSessionState) -> HoldReason? {
        switch state {
        case .flashed, .completed, .failed, .cancelled: return nil
        case .initiated, .acknowledged, .downloading: break
        }
        if systemHalted { return .systemHalted }
        if organizationHalted { return .organizationHalted }
        if !organizationActive { return .organizationInactive }
        guard let batch else { return nil }
        // Named before what ends: no resumption lets the device go on.
        if batch.rollout.isExcluded { return .excluded }
        switch batch.state {
        case .paused: return .batchPaused
        case .cancelling: return .batchCancelling
        case .pending, .inProgress, .completed, .failed, .cancelled: break
        }
        switch batch.rollout.state {
        case .paused: return .rolloutPaused
        case .cancelling: return .rolloutCancelling
        case .draft, .scheduled, .pending, .inProgress, .completed, .failed, .cancelled: break
        }
        if !batch.rollout.isInWindow { return .outsideWindow }
        // A session that is under way holds a place already; the cap keeps only others from joining it.
        return state == .initiated ? batch.rollout.places.hold : nil
    }
}

/// Why a session is not offered, acknowledged or fed at the moment.
package enum HoldReason: String, CaseIterable, Hashable, Sendable, Codable {
    case systemHalted = "system_halted"
    case organizationHalted = "organization_halted"
    case organizationInactive = "organization_inactive"
    case batchPaused = "batch_paused"
    case batchCancelling = "batch_cancelling"
    case rolloutPaused = "rollout_paused"
    case rolloutCancelling = "rollout_cancelling"
    case outsideWindow = "outside_window"
    case maximumInFlight = "max_in_flight"
    case pace
    case excluded

    package var message: String {
        switch self {
        case .systemHalted: "all updates are halted"
        case .organizationHalted: "the updates of the organization are halted"
        case .organizationInactive: "the organization is inactive"
        case .batchPaused: "the batch is paused"
        case .batchCancelling: "the batch is being cancelled"
        case .rolloutPaused: "the rollout is paused"
        case .rolloutCancelling: "the rollout is being cancelled"
        case .outsideWindow: "the maintenance window of the rollout is closed"
        case .maximumInFlight: "as many devices as allowed are updating"
        case .pace: "as many devices as allowed have begun in this minute"
        case .excluded: "the device is excluded from the rollout"
        }
    }
}
