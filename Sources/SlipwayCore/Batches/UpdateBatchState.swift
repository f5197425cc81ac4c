/// How far a batch is.
///
/// `pending → in_progress → completed | failed`, `pending, in_progress ⇄ paused`,
/// `pending, in_progress, paused → cancelling → cancelled`.
package enum UpdateBatchState: String, CaseIterable, Hashable, Sendable, Codable {
    case pending
    case inProgress = "in_progress"
    case paused
    case cancelling
    case cancelled
    case completed
    case failed

    package var isFinal: Bool {
        switch self {
        case .pending, .inProgress, .paused, .cancelling: false
        case .cancelled, .completed, .failed: true
        }
    }

    package static let ended = allCases.filter(\.isFinal)
    /// Those in which a worker may initiate the devices that are pending, in the order of the declaration.
    package static let startable = allCases.filter { (try? $0.after(.started, counters: BatchCounters())) != nil }
    /// The states of a batch that cancelling moves while it has open devices.
    package static let cancellable = Set(allCases.filter { $0.isMovedByCancelling })

    private var isMovedByCancelling: Bool {
        var open = BatchCounters()
        open.total = 1
        open.pending = 1
        return (try? after(.cancelled, counters: open)).map { $0 != self } ?? false
    }

    /// The whole state machine; `counters` are those after what happened to the devices.
    ///
    /// - Returns: the next state; the same one where nothing changes.
    /// - Throws: BATCH_003 where the event is illegal here.
    package func after(_ event: UpdateBatchEvent, counters: BatchCounters) throws(SlipwayError) -> UpdateBatchState {
        switch (self, event) {
        case (.pending, .started), (.inProgress, .started): .inProgress
        case (.paused, .started), (.cancelling, .started), (.cancelled, .started), (.completed, .started),
            (.failed, .started):
            throw .illegalBatchTransition(from: self, event: event.rawValue)

        case (.pending, .paused), (.inProgress, .paused), (.paused, .paused): .paused
        case (.cancelling, .paused), (.cancelled, .paused), (.completed, .paused), (.failed, .paused):
            throw .illegalBatchTransition(from: self, event: event.rawValue)

        case (.paused, .resumed): counters.pending > 0 ? .pending : .inProgress
        case (.pending, .resumed), (.inProgress, .resumed): self
        case (.cancelling, .resumed), (.cancelled, .resumed), (.completed, .resumed), (.failed, .resumed):
            throw .illegalBatchTransition(from: self, event: event.rawValue)

        case (.pending, .cancelled), (.inProgress, .cancelled), (.paused, .cancelled), (.cancelling, .cancelled):
            counters.open == 0 ? .cancelled : .cancelling
        case (.cancelled, .cancelled): .cancelled
        case (.completed, .cancelled), (.failed, .cancelled):
            throw .illegalBatchTransition(from: self, event: event.rawValue)

        case (.pending, .settled), (.inProgress, .settled), (.paused, .settled):
            counters.open > 0 ? self : counters.succeeded > 0 ? .completed : .failed
        case (.cancelling, .settled): counters.open > 0 ? .cancelling : .cancelled
        case (.cancelled, .settled), (.completed, .settled), (.failed, .settled): self
        }
    }
}

/// What can happen to a batch.
package enum UpdateBatchEvent: String, CaseIterable, Hashable, Sendable {
    /// A worker initiated its pending devices.
    case started
    case paused
    case resumed
    case cancelled
    /// One or more of its devices became final.
    case settled
}
