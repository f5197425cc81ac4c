/// When a rollout begins and ends, and when its devices may update, in instants alone.
package struct RolloutSchedule: Hashable, Sendable {
    /// None where it begins at once.
    package let startAt: Timestamp?
    /// When what has not flashed is cancelled; none where it ends with its devices.
    package let endAt: Timestamp?
    /// When its start came; none before that, and where it has no start.
    package let startedAt: Timestamp?
    /// The window that is open, or opens next, as a worker stored it last; none where its devices may update at any time.
    package let window: MaintenanceWindow?

    package init(
        startAt: Timestamp? = nil, endAt: Timestamp? = nil, startedAt: Timestamp? = nil,
        window: MaintenanceWindow? = nil
    ) {
        self.startAt = startAt
        self.endAt = endAt
        self.startedAt = startedAt
        self.window = window
    }

    /// Whether its start is still to come, as far as a worker has seen to it.
    package var isToStart: Bool { startAt != nil && startedAt == nil }

    package func isStartDue(at now: Timestamp) -> Bool { startAt.map { $0 <= now } ?? true }

    package func isEndDue(at now: Timestamp) -> Bool { endAt.map { $0 <= now } ?? false }

    /// Whether its devices may update.
    package func isInWindow(at now: Timestamp) -> Bool { window?.isOpen(at: now) ?? true }
}

/// A time in which the devices of a rollout may update.
///
/// It closes by itself: no process has to be there for it, and a window that none has followed by the next is closed.
package struct MaintenanceWindow: Hashable, Sendable {
    package let opensAt: Timestamp
    package let closesAt: Timestamp

    package init(opensAt: Timestamp, closesAt: Timestamp) {
        self.opensAt = opensAt
        self.closesAt = closesAt
    }

    package func isOpen(at now: Timestamp) -> Bool { opensAt <= now && now < closesAt }

    /// When it last let devices go on; their deadlines start again from it, as from the end of a pause.
    package func release(at now: Timestamp) -> Timestamp? { opensAt <= now ? opensAt : nil }
}
