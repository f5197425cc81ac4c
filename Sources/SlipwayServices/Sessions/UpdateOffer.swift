import SlipwayCore

/// The answer to a device that asks for an update.
package enum UpdateOffer: Hashable, Sendable {
    case none(pollAfter: Duration)
    case available(session: UpdateSession, firmware: FirmwareRelease)
    /// It has flashed: nothing to load, but the session to complete.
    case finishing(session: UpdateSession, firmware: FirmwareRelease)

    init(to context: DeviceCheckContext, pollAfter: Duration) {
        guard let open = context.openSession else {
            self = .none(pollAfter: pollAfter)
            return
        }
        switch open.session.updateStatus {
        case .flashed: self = .finishing(session: open.session, firmware: open.firmware)
        case .initiated, .acknowledged, .downloading:
            self =
                context.device.updatesEnabled && open.hold == nil
                ? .available(session: open.session, firmware: open.firmware) : .none(pollAfter: pollAfter)
        case .completed, .failed, .cancelled: self = .none(pollAfter: pollAfter)
        }
    }
}

/// The answer to a device that asks for an update, with what it runs as far as it says, or else as far as is known.
package struct UpdateCheck: Hashable, Sendable {
    package let offer: UpdateOffer
    /// Empty while unknown.
    package let currentVersion: String
    package let pollAfter: Duration
}
