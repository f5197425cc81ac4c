import SlipwayCore
import Synchronization

/// What devices were refused lately, so that one that repeats itself does not fill the audit log: an event says what was
/// refused, and one more, an interval later, that it goes on.
final class RefusedReports: Sendable {
    struct Report: Hashable, Sendable {
        let session: SessionID
        /// Without the figures in it, which may differ each time.
        let key: ReasonKey

        init(_ session: SessionID, detail: String) {
            self.session = session
            key = ReasonKey.masking(detail)
        }
    }

    /// At most one event for the same refusal in this time.
    static let interval: Duration = .seconds(600)
    /// At most so many different ones of a session in this time.
    static let kinds = 10

    private struct Entry {
        var recordedAt: Timestamp
        /// Refused since then, and not recorded.
        var repeats = 0
    }

    private static let limit = 10_000
    private let entries = Mutex<[SessionID: [ReasonKey: Entry]]>([:])

    /// - Returns: none where it needs no event now, else how often it was refused since the last one.
    func repeatsToRecord(_ report: Report, at now: Timestamp) -> Int? {
        entries.withLock { entries in
            let known = entries[report.session] ?? [:]
            if let entry = known[report.key] { return Self.isRecent(entry, at: now) ? nil : entry.repeats }
            return known.values.count { Self.isRecent($0, at: now) } < Self.kinds ? 0 : nil
        }
    }

    /// Once the refusal, and its event where it needed one, are stored.
    func note(_ report: Report, isRecorded: Bool, at now: Timestamp) {
        entries.withLock { entries in
            if entries.count >= Self.limit {
                entries = entries.filter { $0.value.values.contains { Self.isRecent($0, at: now) } }
                if entries.count >= Self.limit { entries = [:] }
            }
            guard isRecorded else {
                entries[report.session]?[report.key]?.repeats += 1
                return
            }
            var known = (entries[report.session] ?? [:]).filter { Self.isRecent($0.value, at: now) }
            known[report.key] = Entry(recordedAt: now)
            entries[report.session] = known
        }
    }

    private static func isRecent(_ entry: Entry, at now: Timestamp) -> Bool { now - entry.recordedAt < interval }
}
