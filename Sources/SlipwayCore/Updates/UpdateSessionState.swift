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
        /// A repeat, or something that is no news: succeeds and changes nothing.
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

        case (.initiated, .downloaded), (.acknowledged, .downloaded): .moved(to: .downloading, effects: [])
        case (.downloading, .downloaded): .unchanged
        case (.flashed, .downloaded), (.completed, .downloaded), (.failed, .downloaded), (.cancelled, .downloaded):
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
