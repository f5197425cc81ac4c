import SlipwayCore

/// Rollouts as a whole, above their batches; a stop takes effect with its return, since every gate is read each time.
///
/// A rollout of one batch has one pause with it, so that stopping either stops both. In a rollout of several a stop is one
/// row: its batches keep their own states, and the gate asks both.
package struct RolloutService: Sendable {
    let repository: any Repository
    let updates: UpdateService
    let settings: ServiceSettings
    /// Wakes the conductor of this process.
    let conducting = WakeUpBell()

    /// Writes a rollout of one batch and its devices, all pending; a repeat returns the first result.
    ///
    /// - Throws: REQUEST_001, REQUEST_015, FIRMWARE_001, FIRMWARE_003, ORG_001, BATCH_001.
    package func create(
        _ request: BatchRequest, as principal: Principal
    ) async throws -> (rollout: Rollout, created: CreatedBatch) {
        let created = try await updates.createBatch(request, as: principal)
        let id = created.batch.rolloutID
        return (try await repository.read { try Self.visible(id, as: principal, in: $0) }, created)
    }

    /// - Throws: ROLLOUT_001.
    package func rollout(_ id: Rollout.ID, as principal: Principal) async throws -> Rollout {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { try Self.visible(id, as: principal, in: $0) }
    }

    /// Nothing more of the rollout is started, offered, acknowledged or fed until it is resumed; a repeat changes nothing.
    ///
    /// - Throws: ROLLOUT_001, ROLLOUT_002, REQUEST_001.
    package func pause(
        _ id: Rollout.ID, reason: String = "", as principal: Principal
    ) async throws -> Rollout {
        try principal.require(.updatesStop, or: .updatesWrite)
        try Self.check(reason)
        return try await repository.write { transaction in
            _ = try Self.visible(id, as: principal, in: transaction)
            if let batch = try Self.onlyBatch(of: id, before: .paused, in: transaction) {
                try BatchStop(actor: principal).pause(batch, reason: reason, in: transaction)
            } else {
                let held = try Self.held(id, in: transaction)
                let state = try held.status(after: .paused)
                try Self.move(
                    held, to: state, recording: .rolloutPaused, reason: reason, by: principal, in: transaction)
            }
            return try Self.visible(id, as: principal, in: transaction)
        }
    }

    /// Every session of the rollout has its full time again. A batch that was paused by itself stays paused, and the
    /// answer says so; a rollout that is not paused goes on as it is. Where a gate is broken, it goes on only if what is
    /// bad is accepted, with a reason; where other devices take part than were approved, a reason accepts those.
    ///
    /// - Throws: ROLLOUT_001; ROLLOUT_002, also while its devices are brought back; ROLLOUT_004, REQUEST_001; FIRMWARE_003
    ///   where its release was deprecated.
    package func resume(
        _ id: Rollout.ID, acceptsBad: Bool = false, reason: String = "", as principal: Principal
    ) async throws -> ResumedRollout {
        try principal.require(.updatesWrite)
        try Self.check(reason)
        return try await repository.write { transaction in
            // Before everything else of it is locked.
            let release = try transaction.release(try Self.visible(id, as: principal, in: transaction).firmwareID)
            // Read once its release is held: from here on no withdrawal pauses it.
            if try transaction.rollout(id)?.status == .paused { try release?.requireNotWithdrawn() }
            var stillPaused = 0
            if let batch = try Self.onlyBatch(of: id, before: .resumed, in: transaction) {
                try BatchStop(actor: principal)
                    .resume(batch, acceptsBad: acceptsBad, reason: reason, in: transaction)
            } else {
                stillPaused = try transaction.batches(of: id, in: [.paused], limit: Self.maximumBatches).count
                let accepted = try GateJudgement.accept(id, because: acceptsBad ? reason : nil, in: transaction)
                let held = try Self.held(id, in: transaction)
                let state = try held.status(after: .resumed)
                if held.status == .paused { try RollbackRule.requireNoneOpen(of: id, in: transaction) }
                if held.drift != nil { try UpdateService.checkRequired(reason) }
                let drift = held.drift.map { "accepts that " + $0 } ?? ""
                let detail = [reason, accepted, drift, ResumedRollout.text(stillPaused: stillPaused)].filter {
                    !$0.isEmpty
                }
                try Self.move(
                    held, to: state, recording: .rolloutResumed, reason: detail.joined(separator: "; "),
                    by: principal, in: transaction)
            }
            return ResumedRollout(
                rollout: try Self.visible(id, as: principal, in: transaction), stillPaused: stillPaused)
        }
    }

    /// Ends every device that has not flashed; the rollout ends with those that have. A repeat goes on where an earlier
    /// call was cut off, and so does the batch processor.
    ///
    /// - Throws: ROLLOUT_001, ROLLOUT_002, REQUEST_001.
    package func cancel(
        _ id: Rollout.ID, reason: String, as principal: Principal
    ) async throws -> Rollout {
        try principal.require(.updatesStop, or: .updatesWrite)
        try UpdateService.checkRequired(reason)
        let hasSeveral = try await repository.write { transaction in
            _ = try Self.visible(id, as: principal, in: transaction)
            if let batch = try Self.onlyBatch(of: id, before: .cancelled, in: transaction) {
                try BatchStop(actor: principal).cancel(batch, reason: reason, in: transaction)
                return false
            }
            try Self.announceCancelling(id, after: .cancelled, reason: reason, by: principal, in: transaction)
            return true
        }
        while hasSeveral, try await cancelNextBatch(of: id, by: principal) {}
        return try await repository.read { try Self.visible(id, as: principal, in: $0) }
    }

    /// From here on the gate holds everything; the batches follow, a transaction each. What has not begun is over at once,
    /// or once a server has let go of the devices that it lists.
    static func announceCancelling(
        _ id: Rollout.ID, after event: RolloutEvent, reason: String, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        let batches = try transaction.batches(of: id, in: UpdateBatchState.cancellable, limit: maximumBatches)
        let held = try held(id, in: transaction)
        let state = try held.status(after: event)
        guard state != held.status else { return }
        if held.status == .draft || held.status == .scheduled {
            return try end(
                held, as: state, recording: .rolloutCancelling, reason: reason, by: principal, in: transaction)
        }
        try move(held, to: state, recording: .rolloutCancelling, reason: reason, by: principal, in: transaction)
        try transaction.append(
            batches.map { batch in
                let subject = EventSubject(
                    organizationID: held.organizationID, firmwareID: held.firmwareID, rolloutID: id, batchID: batch)
                return NewEvent(.batchCancelling, by: principal, on: subject, detail: reason)
            })
    }

    /// - Returns: whether there was one.
    private func cancelNextBatch(of id: Rollout.ID, by principal: Principal) async throws -> Bool {
        let next = try await repository.read { reader in
            try reader.batches(of: id, in: UpdateBatchState.cancellable, limit: 1).first
        }
        guard let next else { return false }
        try await repository.write { transaction in
            guard let batch = try transaction.batch(next) else { return }
            try BatchStop(actor: principal).cancel(announced: batch, in: transaction)
        }
        return true
    }

    static func move(
        _ rollout: Rollout, to state: RolloutState, recording kind: EventKind, reason: String, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        guard state != rollout.status else { return }
        let pause = state == .paused ? RolloutPause(.operator, reason: reason) : nil
        try transaction.setState(of: rollout.id, to: state, pause: pause)
        try transaction.append([NewEvent(kind, by: principal, on: EventSubject(of: rollout), detail: reason)])
    }

    /// The batch that moves with the rollout, held from here on; none where the rollout has several.
    ///
    /// - Throws: ROLLOUT_002 where the event is illegal in the rollout's state.
    static func onlyBatch(
        of id: Rollout.ID, before event: RolloutEvent, in transaction: any RepositoryTransaction
    ) throws -> UpdateBatch? {
        guard let only = try transaction.onlyBatch(of: id), let batch = try transaction.batch(only) else { return nil }
        // Everything that moves such a rollout holds its batch first, so that this is the state in which it stays.
        if let rollout = try transaction.rollout(id) { _ = try rollout.status(after: event) }
        return batch
    }

    /// More than any rollout has.
    private static let maximumBatches = 100_000

    static func visible(
        _ id: Rollout.ID, as principal: Principal, in reader: any RepositoryReader
    ) throws -> Rollout {
        guard let rollout = try reader.rollout(id), principal.organization.contains(rollout.organizationID) else {
            throw SlipwayError.rolloutNotFound(id.description)
        }
        return rollout
    }

    static func held(_ id: Rollout.ID, in transaction: any RepositoryTransaction) throws -> Rollout {
        guard let rollout = try transaction.lockedRollout(id) else {
            throw SlipwayError.rolloutNotFound(id.description)
        }
        return rollout
    }

    private static func check(_ reason: String) throws(SlipwayError) {
        let faults = FieldRule.text.faults(of: reason, field: "reason")
        guard faults.isEmpty else { throw .invalidRequest(faults) }
    }
}

/// A rollout that goes on, and what of it does not.
package struct ResumedRollout: Hashable, Sendable {
    package let rollout: Rollout
    /// Its batches that were paused by themselves, and stay so.
    package let stillPaused: Int

    package init(rollout: Rollout, stillPaused: Int) {
        self.rollout = rollout
        self.stillPaused = stillPaused
    }

    /// For the journal; empty where the whole of it goes on.
    static func text(stillPaused: Int) -> String {
        switch stillPaused {
        case 0: ""
        case 1: "1 batch stays paused"
        default: "\(stillPaused) batches stay paused"
        }
    }
}
