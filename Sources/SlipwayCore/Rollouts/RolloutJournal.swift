/// What a rollout did to its devices, as far as another one is made of it.
package enum JournalPhase: String, Hashable, Sendable {
    /// Took its release, and is done with it.
    case taken
    /// Acknowledged it, loads it or has flashed it.
    case underWay = "under_way"
}

/// How many devices of a rollout are alike, in what decides where they may go back to.
package struct JournalOrigin: Hashable, Sendable {
    package let phase: JournalPhase
    /// What they ran when they entered their batch; empty where that was unknown.
    package let fromVersion: String
    /// What they run now.
    package let firmwareVersion: String
    package let hardwareVersion: String
    package let count: Int

    package init(
        phase: JournalPhase, fromVersion: String, firmwareVersion: String, hardwareVersion: String, count: Int
    ) {
        self.phase = phase
        self.fromVersion = fromVersion
        self.firmwareVersion = firmwareVersion
        self.hardwareVersion = hardwareVersion
        self.count = count
    }
}

/// A device of a rollout's journal, as it is now.
package struct JournalEntry: Hashable, Sendable {
    package let candidate: BatchCandidate
    package let fromVersion: String
    /// Whether the rollout that is made of it leaves it out.
    package let isExcluded: Bool

    package init(candidate: BatchCandidate, fromVersion: String, isExcluded: Bool = false) {
        self.candidate = candidate
        self.fromVersion = fromVersion
        self.isExcluded = isExcluded
    }
}

/// A few batches of a rollout, looked at once.
package struct JournalStretch: Hashable, Sendable {
    package let entries: [JournalEntry]
    /// The sequence of the last batch that was looked at; none where there was no further one.
    package let end: Int64?

    package init(entries: [JournalEntry], end: Int64?) {
        self.entries = entries
        self.end = end
    }
}
