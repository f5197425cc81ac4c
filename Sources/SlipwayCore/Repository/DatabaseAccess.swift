/// What a database lets this program do, as it says itself.
package enum DatabaseAccess: String, Hashable, Sendable {
    /// Everything, the background work too.
    case full
    /// What operators do, and no background work.
    case operating
    /// Its user may read and nothing else.
    case reading
    /// It takes no changes from anybody: a standby, or one that was set so.
    case closed

    package var mayWrite: Bool {
        switch self {
        case .full, .operating: true
        case .reading, .closed: false
        }
    }
}
