/// How far a rollout is: as its batches are.
package enum RolloutState: String, CaseIterable, Hashable, Sendable, Codable {
    case draft
    case scheduled
    case pending
    case inProgress = "in_progress"
    case paused
    case cancelling
    case cancelled
    case completed
    case failed

    package var isFinal: Bool {
        switch self {
        case .draft, .scheduled, .pending, .inProgress, .paused, .cancelling: false
        case .cancelled, .completed, .failed: true
        }
    }

    /// The state of a rollout whose one wave is in `batch`.
    package init(following batch: UpdateBatchState) {
        switch batch {
        case .pending: self = .pending
        case .inProgress: self = .inProgress
        case .paused: self = .paused
        case .cancelling: self = .cancelling
        case .cancelled: self = .cancelled
        case .completed: self = .completed
        case .failed: self = .failed
        }
    }
}
