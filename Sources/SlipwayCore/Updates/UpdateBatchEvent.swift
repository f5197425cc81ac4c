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
