import SlipwayCore

extension Rollout {
    /// Its figures follow, and created_at and updated_at after them.
    package static let columnNames = [
        "id", "organization_id", "name", "firmware_id", "status", "max_in_flight", "per_minute",
        "bytes_per_second", "paused_by", "pause_cause", "pause_reason", "released_at", "created_by", "revision",
        "submitted_by", "submitted_at", "submitted_count", "approved_by", "approved_at", "approved_count",
        "prepares_rollback", "rollback_prepared_at", "rollback_draft", "rollback_of", "retry_of_rollout", "exclusions",
        "exclusion_cursor", "plan_version", "frozen_at", "n_targets", "n_targets_left", "next_walk_at", "n_later",
        "start_at", "end_at", "started_at", "window_opens_at", "window_closes_at",
    ]

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), organizationID: row.optionalID(), name: try row.text(), firmwareID: try row.id(),
            status: try row.name(), maximumInFlight: try row.int(), joinsPerMinute: row.optionalInt64().map { Int($0) },
            bytesPerSecond: row.optionalInt64().map { Int($0) }, pause: try RolloutPause(&row),
            resumedAt: row.optionalInstant(),
            createdBy: try row.text(), approval: try RolloutApproval(&row), rollbackDraft: try RollbackDraft(&row),
            origin: RolloutOrigin(&row),
            exclusion: try StandingExclusion(&row), targets: try RolloutTargets(&row), schedule: RolloutSchedule(&row),
            counters: try BatchCounters(&row), createdAt: try row.instant(), updatedAt: try row.instant())
    }
}

extension RolloutApproval {
    fileprivate init(_ row: inout some ColumnReader) throws {
        self.init(
            revision: try row.int(), submission: Signature(&row), submittedCount: row.optionalInt64().map { Int($0) },
            approval: Signature(&row), approvedCount: row.optionalInt64().map { Int($0) })
    }
}

extension RolloutApproval.Signature {
    fileprivate init?(_ row: inout some ColumnReader) {
        let (by, at) = (row.optionalText(), row.optionalInstant())
        guard let by, let at else { return nil }
        self.init(by: by, at: at)
    }
}

extension RollbackDraft {
    fileprivate init(_ row: inout some ColumnReader) throws {
        self.init(isWanted: try row.bool(), preparedAt: row.optionalInstant(), text: row.optionalText())
    }
}

extension RolloutSchedule {
    fileprivate init(_ row: inout some ColumnReader) {
        self.init(
            startAt: row.optionalInstant(), endAt: row.optionalInstant(), startedAt: row.optionalInstant(),
            window: MaintenanceWindow(&row))
    }
}

extension MaintenanceWindow {
    /// Of the rollout `r`.
    package static let columns = "r.window_opens_at, r.window_closes_at"

    /// None where there are no windows.
    package init?(_ row: inout some ColumnReader) {
        let (opensAt, closesAt) = (row.optionalInstant(), row.optionalInstant())
        guard let opensAt, let closesAt else { return nil }
        self.init(opensAt: opensAt, closesAt: closesAt)
    }
}

extension RolloutTargets {
    /// None where there is no plan.
    fileprivate init?(_ row: inout some ColumnReader) throws {
        let (version, frozenAt) = (row.optionalInt64(), row.optionalInstant())
        let (total, left) = (try row.int(), try row.int())
        let nextWalkAt = row.optionalInstant()
        let joinedLater = row.optionalInt64().map { Int($0) }
        guard version != nil else { return nil }
        self.init(
            isFrozen: frozenAt != nil, total: total, left: left, nextWalkAt: nextWalkAt, joinedLater: joinedLater)
    }
}

extension RolloutOrigin {
    /// None where it follows from no other rollout.
    fileprivate init?(_ row: inout some ColumnReader) {
        let rolledBack: Rollout.ID? = row.optionalID()
        let retried: Rollout.ID? = row.optionalID()
        if let rolledBack {
            self = .rollback(of: rolledBack)
        } else if let retried {
            self = .retry(of: retried)
        } else {
            return nil
        }
    }
}

extension StandingExclusion {
    /// None where no device was excluded.
    fileprivate init?(_ row: inout some ColumnReader) throws {
        let (text, cursor) = (row.optionalText(), row.optionalText())
        guard let text else { return nil }
        self.init(
            text: text,
            cursor: try cursor.map { text in
                guard let cursor = Cursor(text) else { throw SlipwayError.unknownValue }
                return cursor
            })
    }
}

extension RolloutPause.Cause {
    /// Whether programs of the release before know it; what they do not know they could not read.
    package var isInFirstColumn: Bool {
        switch self {
        case .operator, .gate: true
        case .drift: false
        }
    }
}

extension RolloutPause {
    /// None where nothing, or an older program, paused it.
    fileprivate init?(_ row: inout some ColumnReader) throws {
        let (cause, later): (Cause?, Cause?) = (try row.optionalName(), try row.optionalName())
        let reason = row.optionalText()
        guard let cause = cause ?? later else { return nil }
        self.init(cause, reason: reason ?? "")
    }
}

extension RolloutSummary {
    /// The rollout's columns, its latest batch with its place in their sequence, the version of its release, the name of its organization, how many devices
    /// finished lately and since when one is silent; without the causes of what went wrong.
    package init(_ row: inout some ColumnReader) throws {
        self.init(
            rollout: try Rollout(&row), batchID: row.optionalID(), batchCount: Int(row.optionalInt64() ?? 0),
            firmwareVersion: try row.text(), organizationName: row.optionalText(), recentlyFinished: try row.int(),
            silentSince: row.optionalInstant())
    }
}
