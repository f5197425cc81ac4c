/// Where one device is on the way to one release.
///
/// `initiated → acknowledged → downloading → flashed → completed`; devices that predate acknowledging and flashing go
/// `initiated → downloading → completed`. `failed` is reachable from every state that is not final, `cancelled` from
/// every one before `flashed`.
package enum UpdateSessionState: String, CaseIterable, Hashable, Sendable, Codable {
    case initiated
    case acknowledged
    case downloading
    case flashed
    case completed
    case failed
    case cancelled

    package var isFinal: Bool {
        switch self {
        case .initiated, .acknowledged, .downloading, .flashed: false
        case .completed, .failed, .cancelled: true
        }
    }

    /// Whether it takes one of the rollout's places: acknowledged, downloading or flashed.
    package var isInFlight: Bool {
        switch self {
        case .acknowledged, .downloading, .flashed: true
        case .initiated, .completed, .failed, .cancelled: false
        }
    }

    /// Whether the device has flashed, and has still to prove that it runs the release: silence here speaks against the
    /// release.
    package var isAfterFlash: Bool {
        switch self {
        case .flashed: true
        case .initiated, .acknowledged, .downloading, .completed, .failed, .cancelled: false
        }
    }

    /// Those that are not final, in the order of the declaration, as all these lists.
    package static let open = allCases.filter { !$0.isFinal }
    package static let ended = allCases.filter(\.isFinal)
    package static let inFlight = allCases.filter(\.isInFlight)
    package static let afterFlash = allCases.filter(\.isAfterFlash)
    /// Open ones in which there is no progress to report, so that the next report moves the session.
    package static let withoutProgress = open.filter { !$0.isMoved(by: .progressed) }
    /// The states that cancelling moves.
    package static let cancellable = Set(allCases.filter { $0.isMoved(by: .cancelled) })

    private func isMoved(by event: UpdateSessionEvent) -> Bool {
        switch try? after(event) {
        case .moved: true
        case .unchanged, nil: false
        }
    }

    /// What has to happen in the transaction that moves the session.
    package enum Effect: Hashable, Sendable {
        /// The device now runs the release.
        case recordFirmwareVersion
        case succeedBatchDevice
        case failBatchDevice
    }

    package enum Step: Hashable, Sendable {
        case moved(to: UpdateSessionState, effects: [Effect])
        /// A repeat, or a report that was overtaken: succeeds and changes nothing.
        case unchanged
    }

    /// The whole state machine, and the only place that throws an illegal transition.
    ///
    /// - Throws: UPDATE_009 to 013, OTA_006, OTA_007 by event.
    package func after(_ event: UpdateSessionEvent) throws(SlipwayError) -> Step {
        switch (self, event) {
        case (.initiated, .acknowledged): .moved(to: .acknowledged, effects: [])
        case (.acknowledged, .acknowledged): .unchanged
        case (.downloading, .acknowledged), (.flashed, .acknowledged), (.completed, .acknowledged),
            (.failed, .acknowledged), (.cancelled, .acknowledged):
            throw .notAcknowledgeable(self)

        case (.initiated, .downloadBegan), (.acknowledged, .downloadBegan): .moved(to: .downloading, effects: [])
        case (.downloading, .downloadBegan): .unchanged
        case (.flashed, .downloadBegan), (.completed, .downloadBegan), (.failed, .downloadBegan),
            (.cancelled, .downloadBegan):
            throw .notDownloadable(self)

        case (.downloading, .progressed): .moved(to: .downloading, effects: [])
        // A progress report that was overtaken: what it says has been surpassed.
        case (.flashed, .progressed), (.completed, .progressed): .unchanged
        case (.initiated, .progressed), (.acknowledged, .progressed), (.failed, .progressed), (.cancelled, .progressed):
            throw .noProgressHere(self)

        case (.downloading, .flashed): .moved(to: .flashed, effects: [.recordFirmwareVersion])
        case (.flashed, .flashed): .unchanged
        case (.initiated, .flashed), (.acknowledged, .flashed), (.completed, .flashed), (.failed, .flashed),
            (.cancelled, .flashed):
            throw .notFlashable(self)

        case (.downloading, .completed):
            .moved(to: .completed, effects: [.recordFirmwareVersion, .succeedBatchDevice])
        case (.flashed, .completed): .moved(to: .completed, effects: [.succeedBatchDevice])
        case (.completed, .completed): .unchanged
        case (.initiated, .completed), (.acknowledged, .completed), (.failed, .completed), (.cancelled, .completed):
            throw .notCompletable(self)

        case (.initiated, .failed), (.acknowledged, .failed), (.downloading, .failed), (.flashed, .failed):
            .moved(to: .failed, effects: [.failBatchDevice])
        case (.failed, .failed): .unchanged
        case (.completed, .failed), (.cancelled, .failed): throw .notFailable(self)

        case (.initiated, .cancelled), (.acknowledged, .cancelled), (.downloading, .cancelled):
            .moved(to: .cancelled, effects: [.failBatchDevice])
        case (.cancelled, .cancelled): .unchanged
        case (.flashed, .cancelled), (.completed, .cancelled), (.failed, .cancelled): throw .notCancellable(self)
        }
    }
}

/// What can happen to an update session.
package enum UpdateSessionEvent: String, CaseIterable, Hashable, Sendable {
    case acknowledged
    /// The device asked for bytes.
    case downloadBegan
    case progressed
    case flashed
    /// The device proved by its checksum that it has the release.
    case completed
    /// The device said so, its checksum was wrong, or it was not heard of by its deadline.
    case failed
    case cancelled
}
