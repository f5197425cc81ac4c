/// What can happen to an update session.
package enum UpdateSessionEvent: String, CaseIterable, Hashable, Sendable {
    case acknowledged
    /// The device asked for bytes.
    case downloaded
    case progressed
    case flashed
    /// The device proved by its checksum that it has the release.
    case completed
    /// The device said so, its checksum was wrong, or it was not heard of by its deadline.
    case failed
    case cancelled
}
