import SlipwayCore
import Synchronization

/// Which failure of the database has been logged last, so that an outage is one line and not one for every request.
final class OutageNotice: Sendable {
    private let told = Mutex<String?>(nil)

    /// Whether it is another one than the latest since the database last did what it was asked for.
    func isNews(_ outage: SlipwayError) -> Bool {
        told.withLock { told in
            defer { told = outage.message }
            return told != outage.message
        }
    }

    func end() { told.withLock { $0 = nil } }
}
