package protocol RetentionReader {
    /// Which instant the last step took for now; none before the first.
    func retentionHorizon() throws -> Timestamp?
    /// Messages that are older, the oldest first.
    ///
    /// - Parameter anchor: the message after which the page starts; none for the first page.
    func telemetry(
        olderThan instant: Timestamp, after anchor: TelemetryMessage.Anchor?, limit: Int
    ) throws -> [TelemetryMessage.Anchor]
    /// The next `limit` events after `id`: those of them that are older, in the order of their ids, with the place where
    /// the others begin.
    ///
    /// - Parameter exported: whether only those that were exported.
    func events(
        olderThan instant: Timestamp, after id: Event.ID?, exported: Bool, limit: Int
    ) throws -> OldEventPage
    /// Up to where all events were exported; none where none was, or in another database.
    func exportedPosition() throws -> EventPosition?
    /// The next events in the order of their positions, once none can come before them any more.
    ///
    /// - Parameter position: none for the first of all.
    func eventsToExport(after position: EventPosition?, limit: Int) throws -> [PlacedEvent]
    /// Rollouts that ended earlier, the one that ended first before the others.
    ///
    /// - Parameter anchor: the rollout after which the page starts; none for the first page.
    func rollouts(
        endedBefore instant: Timestamp, after anchor: EndedRollout?, limit: Int
    ) throws -> [EndedRollout]
    /// The next `limit` sessions that ended earlier: those of single devices, of which there is no event any more, with
    /// the place where the others begin.
    func singleSessions(
        endedBefore instant: Timestamp, after anchor: EndedSession?, limit: Int
    ) throws -> EndedSessionPage
}

package protocol RetentionWriter {
    func setRetentionHorizon(_ instant: Timestamp) throws
    /// What others have removed already is left to them.
    func deleteTelemetry(_ ids: [String]) throws
    /// Keeps for the feed how far events were removed.
    func deleteEvents(_ ids: [Event.ID]) throws
    func setExportedPosition(_ position: EventPosition) throws
    /// Removes the first batch of a rollout with its devices, sessions and figures, and with the last batch the rollout.
    /// It stays where the rollout did not end earlier, or a session of the batch is open, or there is an event of it.
    func removeBatch(ofRolloutEndedBefore instant: Timestamp, _ rollout: Rollout.ID) throws -> RolloutRemoval
    /// Those that belong to no batch; what others have removed already is left to them.
    func deleteSingleSessions(_ ids: [UpdateSession.ID]) throws
}

package struct OldEventPage: Hashable, Sendable {
    package let removable: [Event.ID]
    /// None where no event follows.
    package let last: Event.ID?

    package init(removable: [Event.ID], last: Event.ID?) {
        self.removable = removable
        self.last = last
    }
}

/// An ended rollout among the others.
package struct EndedRollout: Hashable, Sendable {
    package let endedAt: Timestamp
    package let id: Rollout.ID

    package init(endedAt: Timestamp, id: Rollout.ID) {
        self.endedAt = endedAt
        self.id = id
    }
}

/// An ended session among the others.
package struct EndedSession: Hashable, Sendable {
    package let endedAt: Timestamp
    package let id: UpdateSession.ID

    package init(endedAt: Timestamp, id: UpdateSession.ID) {
        self.endedAt = endedAt
        self.id = id
    }
}

package struct EndedSessionPage: Hashable, Sendable {
    package let removable: [UpdateSession.ID]
    /// None where no session follows.
    package let last: EndedSession?

    package init(removable: [UpdateSession.ID], last: EndedSession?) {
        self.removable = removable
        self.last = last
    }
}

/// What one step of removing a rollout has done.
package enum RolloutRemoval: Hashable, Sendable {
    /// There are more of its batches.
    case batchRemoved
    /// All of it, now or before.
    case removed
    /// Something of it is still needed.
    case kept
}
