/// The one gate for pause, halt and pace: whether a session may be offered, acknowledged or fed now.
package struct OfferGate: Hashable, Sendable {
    package var systemHalted: Bool
    package var organizationHalted: Bool
    package var organizationActive: Bool
    /// None for a session without a batch, which only halts hold.
    package var batch: BatchGate?

    package struct BatchGate: Hashable, Sendable {
        package var state: UpdateBatchState
        /// Sessions of the rollout that are acknowledged, downloading or flashed.
        package var inFlight: Int
        package var maximumInFlight: Int

        package init(state: UpdateBatchState, inFlight: Int, maximumInFlight: Int) {
            self.state = state
            self.inFlight = inFlight
            self.maximumInFlight = maximumInFlight
        }
    }

    package init(systemHalted: Bool, organizationHalted: Bool, organizationActive: Bool, batch: BatchGate?) {
        self.systemHalted = systemHalted
        self.organizationHalted = organizationHalted
        self.organizationActive = organizationActive
        self.batch = batch
    }

    /// What holds a session that is in `state`; what is flashed, or final, is never held.
    package func hold(on state: UpdateSessionState) -> HoldReason? {
        switch state {
        case .flashed, .completed, .failed, .cancelled: return nil
        case .initiated, .acknowledged, .downloading: break
        }
        if systemHalted { return .systemHalted }
        if organizationHalted { return .organizationHalted }
        if !organizationActive { return .organizationInactive }
        guard let batch else { return nil }
        switch batch.state {
        case .paused: return .batchPaused
        case .cancelling: return .batchCancelling
        case .pending, .inProgress, .completed, .failed, .cancelled: break
        }
        // A session that is under way holds a place already; the cap keeps only others from joining it.
        if state == .initiated, batch.inFlight >= batch.maximumInFlight { return .maximumInFlight }
        return nil
    }
}
