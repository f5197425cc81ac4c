/// The devices of a rollout with a plan that are in no batch yet, in numbers.
package struct RolloutTargets: Hashable, Sendable {
    /// Whether it is settled who takes part.
    package let isFrozen: Bool
    /// Who takes part, as far as that is known.
    package let total: Int
    /// Of those, how many still wait for their wave.
    package let left: Int
    /// When the journal of the rollout that it brings back, or the fleet, is looked through once more; none while it is,
    /// or where it is settled who takes part.
    package let nextWalkAt: Timestamp?
    /// How many of them matched only after the first look; none where none may join then, and before that look is over.
    package let joinedLater: Int?

    package init(isFrozen: Bool, total: Int, left: Int, nextWalkAt: Timestamp? = nil, joinedLater: Int? = nil) {
        self.isFrozen = isFrozen
        self.total = total
        self.left = left
        self.nextWalkAt = nextWalkAt
        self.joinedLater = joinedLater
    }

    /// Whether it has its waves, and devices that match later join the last one.
    package var takesLater: Bool { !isFrozen && joinedLater != nil }

    /// Whether batches are still to come.
    package var hasMore: Bool { !isFrozen || left > 0 }
}

/// A device that takes part in a rollout, and its place among the others.
package struct RankedTarget: Hashable, Sendable {
    package enum Pool: Int, CaseIterable, Hashable, Sendable {
        /// It stands for its hardware version, and comes before the others.
        case cover = 0
        case rest = 1
        /// It matched only after the first look.
        case later = 2
    }

    package let device: Device.ID
    /// The least comes first; by chance, and the same wherever it is computed.
    package let rank: Int64
    package var pool: Pool

    package init(device: Device.ID, rank: Int64, pool: Pool) {
        self.device = device
        self.rank = rank
        self.pool = pool
    }
}

/// How far a rollout is on its way to its targets.
package struct RolloutFreeze: Hashable, Sendable {
    package let plan: StoredPlan
    /// The last that was looked at, none before the first: a device, or by its sequence a batch of a journal.
    package let cursor: Int64?
    /// None where the devices are not those of a journal.
    package let walk: JournalWalk?

    package init(plan: StoredPlan, cursor: Int64?, walk: JournalWalk? = nil) {
        self.plan = plan
        self.cursor = cursor
        self.walk = walk
    }
}

/// A batch that was made of a rollout's first targets.
package struct FormedBatch: Hashable, Sendable {
    /// None where none of the devices exists any more.
    package let batch: UpdateBatch?
    /// How many targets are gone for it.
    package let taken: Int

    /// Of those, the ones whose devices do not exist any more.
    package var vanished: Int { taken - (batch?.counters.total ?? 0) }

    package init(batch: UpdateBatch?, taken: Int) {
        self.batch = batch
        self.taken = taken
    }
}

/// A stretch of the fleet, looked at once for those that a rollout is meant for.
package struct TargetStretch: Hashable, Sendable {
    /// Those that match; whether they are updating at the moment is not known.
    package let candidates: [BatchCandidate]
    /// Those that match as well, and are excluded.
    package let excluded: [BatchCandidate]
    /// The last device that was looked at; none where there was no further one.
    package let end: Device.ID?

    package init(candidates: [BatchCandidate], excluded: [BatchCandidate] = [], end: Device.ID?) {
        self.candidates = candidates
        self.excluded = excluded
        self.end = end
    }
}
