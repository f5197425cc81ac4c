import SlipwayCore

/// A batch that waits for a worker, and how often one has tried to start it.
package struct WaitingBatch {
    fileprivate let id: UpdateBatch.ID
    fileprivate let attempts: Int
    fileprivate let runAfter: Timestamp
    /// When its rollout was last resumed; none where it never was.
    fileprivate let rolloutResumedAt: Timestamp?

    /// For ``init(_:)``, of the batch `b` and its rollout `r`.
    package static let columns = "b.id, b.attempts, b.run_after, r.released_at"

    package init(_ row: inout some ColumnReader) throws {
        id = try row.id()
        attempts = try row.int()
        runAfter = try row.instant()
        rolloutResumedAt = row.optionalInstant()
    }
}

extension SQLTransaction {
    /// Takes a batch that waits, on whose row the caller holds the lock.
    package func claim(
        _ waiting: WaitingBatch, owner: String, lease: Duration, backoff: @Sendable (Int) -> Duration
    ) throws -> BatchClaim? {
        let attempts = try attemptsSinceResumed(waiting, backoff: backoff) + 1
        let epoch = try first(
            """
            UPDATE update_batches
            SET attempts = $2,
              lease_owner = $3,
              lease_epoch = lease_epoch + 1,
              lease_expires_at = $4,
              run_after = $5,
              updated_at = $6
            WHERE id = $1
            RETURNING lease_epoch
            """, [waiting.id, attempts, owner, now + lease, now + backoff(attempts), now]
        ) { try $0.int64() }
        return epoch.map { BatchClaim(batchID: waiting.id, owner: owner, epoch: $0, attempts: attempts) }
    }

    private func attemptsSinceResumed(_ waiting: WaitingBatch, backoff: (Int) -> Duration) throws -> Int {
        guard waiting.attempts > 0 else { return 0 }
        let batchResumedAt = try latestEvent(.batchResumed, ofBatch: waiting.id)?.at
        guard let resumedAt = [waiting.rolloutResumedAt, batchResumedAt].compactMap({ $0 }).max() else {
            return waiting.attempts
        }
        let lastClaimedAt = waiting.runAfter - backoff(waiting.attempts)
        return resumedAt > lastClaimedAt ? 0 : waiting.attempts
    }

    /// In a write, the batch stays locked until its end, so that no other worker claims it before.
    package func isCurrent(_ claim: BatchClaim) throws -> Bool {
        try first(
            """
            SELECT b.id
            FROM update_batches AS b
            WHERE b.id = $1 AND b.lease_owner = $2 AND b.lease_epoch = $3\(locking("b"))
            """, [claim.batchID, claim.owner, claim.epoch]
        ) { try $0.int64() } != nil
    }

    package func giveUp(_ claim: BatchClaim) throws {
        try execute(
            """
            UPDATE update_batches
            SET lease_owner = NULL,
              lease_expires_at = NULL,
              updated_at = $4
            WHERE id = $1 AND lease_owner = $2 AND lease_epoch = $3
            """, [claim.batchID, claim.owner, claim.epoch, now])
    }

    package func giveBack(_ claim: BatchClaim, until instant: Timestamp) throws -> Bool {
        try changes(
            of: """
                UPDATE update_batches
                SET attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END,
                  run_after = $4,
                  lease_owner = NULL,
                  lease_expires_at = NULL,
                  updated_at = $5
                WHERE id IN (
                  SELECT b.id
                  FROM update_batches AS b
                  WHERE b.id = $1 AND b.lease_owner = $2 AND b.lease_epoch = $3\(locking("b", .exclusiveIfFree)))
                """, [claim.batchID, claim.owner, claim.epoch, instant, now]) == 1
    }

    package func hasImplausibleWaits() throws -> Bool {
        try first("SELECT EXISTS (\(implausibleWaits))", waitLimits) { try $0.bool() } ?? false
    }

    package func endImplausibleWaits() throws {
        try execute(
            """
            UPDATE update_batches
            SET run_after = CASE WHEN run_after > $3 THEN $3 ELSE run_after END,
              lease_owner = NULL,
              lease_expires_at = NULL,
              updated_at = $3
            WHERE id IN (\(implausibleWaits)\(locking("b", .exclusiveIfFree)))
            """, waitLimits + [now])
    }

    private var waitLimits: SQLArguments { [now + PlausibleFuture.firstAttempt, now + PlausibleFuture.nextAttempt] }

    private var implausibleWaits: String {
        """
        SELECT b.id
        FROM update_batches AS b\(dialect.indexed(by: "update_batches_to_start"))
        WHERE b.status IN (\(UpdateBatchState.startable.sqlNames))
          AND b.n_pending > 0
          AND (b.run_after > $2 OR b.run_after > $1 AND b.attempts = 0 OR b.lease_expires_at > $1)
        """
    }
}
