import SlipwayCore

extension RolloutService {
    /// Asks for the approval of a draft; where none is due, it goes on at once. A repeat asks again, by another name.
    ///
    /// - Throws: ROLLOUT_001, ROLLOUT_002, ROLLOUT_006; FIRMWARE_003; REQUEST_001 where its plan does not fit the devices
    ///   that it finds.
    package func submit(_ id: Rollout.ID, as principal: Principal) async throws -> Rollout {
        try principal.require(.updatesWrite)
        let counted = try await count(id, before: .submitted, as: principal)
        let rollout = try await repository.write { transaction in
            let isDue = try Self.approvalIsDue(of: counted, in: transaction)
            let held = try Self.held(id, since: counted, as: principal, in: transaction)
            // A scheduled one was approved, and stays so.
            guard try held.status(after: .submitted) == .draft else { return held }
            try Self.submit(held, counted.content, count: counted.devices, by: principal, in: transaction)
            if !isDue {
                let submitted = try Self.held(id, in: transaction)
                try transaction.setState(of: id, to: try submitted.status(after: .approved))
            }
            return try Self.visible(id, as: principal, in: transaction)
        }
        conducting.ring()
        return rollout
    }

    /// Lets a draft begin whose approval was asked for.
    ///
    /// - Parameter revision: the one that was looked at; none for whatever it is by now.
    /// - Throws: ROLLOUT_001; ROLLOUT_002 where it is not a draft, was not submitted, or was edited meanwhile; ROLLOUT_003
    ///   where the principal, or a token that may be the same person's, wrote a part of it; ROLLOUT_006; FIRMWARE_003.
    package func approve(
        _ id: Rollout.ID, expecting revision: Int? = nil, as principal: Principal
    ) async throws -> Rollout {
        try principal.require(.updatesApprove)
        try await repository.read { reader in
            let rollout = try Self.visible(id, as: principal, in: reader)
            try Self.require(revision, of: rollout)
            guard try rollout.status(after: .approved) != rollout.status else { return }
            try Self.requireAnotherPerson(than: try reader.authors(of: id), of: rollout, principal)
        }
        let counted = try await count(id, before: .approved, as: principal)
        let rollout = try await repository.write { transaction in
            let held = try Self.held(id, since: counted, as: principal, in: transaction)
            try Self.require(revision, of: held)
            let state = try held.status(after: .approved)
            guard state != held.status else { return held }
            try Self.requireAnotherPerson(than: try transaction.authors(of: id), of: held, principal)
            try transaction.approve(id, by: principal.name, count: counted.devices)
            try transaction.setState(of: id, to: state)
            let detail = "revision \(held.approval.revision), \(counted.devices) devices"
            try transaction.append([
                NewEvent(.rolloutApproved, by: principal, on: EventSubject(of: held), detail: detail)
            ])
            return try Self.visible(id, as: principal, in: transaction)
        }
        conducting.ring()
        return rollout
    }

    /// Ends a draft, or one that was approved and has not begun.
    ///
    /// - Throws: ROLLOUT_001, ROLLOUT_002; REQUEST_001 where the reason is empty.
    package func deny(_ id: Rollout.ID, reason: String, as principal: Principal) async throws -> Rollout {
        try principal.require(.updatesApprove)
        try UpdateService.checkRequired(reason)
        let rollout = try await repository.write { transaction in
            _ = try Self.visible(id, as: principal, in: transaction)
            if let batch = try Self.onlyBatch(of: id, before: .denied, in: transaction) {
                try BatchStop(actor: principal).cancel(batch, reason: reason, in: transaction)
                let denied = try Self.visible(id, as: principal, in: transaction)
                try transaction.append([
                    NewEvent(.rolloutDenied, by: principal, on: EventSubject(of: denied), detail: reason)
                ])
                return denied
            }
            let held = try Self.held(id, in: transaction)
            let state = try held.status(after: .denied)
            try Self.end(held, as: state, recording: .rolloutDenied, reason: reason, by: principal, in: transaction)
            return try Self.visible(id, as: principal, in: transaction)
        }
        conducting.ring()
        return rollout
    }

    /// Keeps who wrote a new draft and which devices it lists, and asks for its approval where that is wanted at once.
    ///
    /// - Parameter counted: how many devices its filter finds; none where that is not known.
    func draft(
        _ rollout: Rollout, of request: RolloutRequest, listed: [BatchCandidate]?, counted: Int?,
        by principal: Principal, in transaction: any RepositoryTransaction
    ) throws {
        try transaction.add(RolloutAuthor(principal), to: rollout.id)
        var count = counted
        if let listed {
            count = try RolloutFreezing(of: rollout, in: transaction).stage(listed, in: transaction)
            guard count != 0 else { throw SlipwayError.noTargets }
        }
        guard request.submits == true, let count, let plan = try transaction.plan(of: rollout.id)?.plan.plan else {
            return
        }
        let content = RolloutContent(of: rollout, plan: plan)
        try Self.submit(rollout, content, count: count, by: principal, in: transaction)
    }

    /// The same of one batch, whose devices wait in it.
    static func draft(
        _ rollout: Rollout, submits: Bool, by principal: Principal, in transaction: any RepositoryTransaction
    ) throws -> Rollout {
        try transaction.add(RolloutAuthor(principal), to: rollout.id)
        if submits {
            try submit(
                rollout, try content(ofBatchOf: rollout, in: transaction), count: rollout.counters.total, by: principal,
                in: transaction)
        }
        return try visible(rollout.id, as: principal, in: transaction)
    }

    /// What is approved of a batch that was created alone, as a plan of one wave.
    private static func content(ofBatchOf rollout: Rollout, in reader: any RepositoryReader) throws -> RolloutContent {
        let gate = try reader.gates(of: rollout.id).first.map { gate in
            GateRequest(
                maximumBad: gate.rule.maximumBad, maximumBadShare: gate.rule.maximumBadShare,
                minimumJudged: gate.rule.minimumJudged)
        }
        var plan = RolloutPlan(filter: nil, waves: [WavePlan(size: .share(1), gate: gate)])
        let schedule = rollout.schedule
        if schedule.startAt != nil || schedule.endAt != nil {
            plan.schedule = SchedulePlan(
                start: schedule.startAt.map { .instant($0) }, end: schedule.endAt.map { .instant($0) })
        }
        return RolloutContent(of: rollout, plan: plan)
    }

    /// Ends a rollout of which nothing has begun; where devices wait in it that were listed, the conductor takes them away,
    /// and ends it.
    static func end(
        _ rollout: Rollout, as state: RolloutState, recording kind: EventKind, reason: String, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        var events = [NewEvent(kind, by: principal, on: EventSubject(of: rollout), detail: reason)]
        if state.isFinal {
            // No rollout ends before it is settled which devices take part: none does.
            if rollout.targets?.isFrozen == false { try transaction.noteFreeze(of: rollout.id, adding: 0, upTo: nil) }
            events.append(RolloutSettlement.event(ending: rollout, as: state, by: principal))
        }
        try transaction.setState(of: rollout.id, to: state)
        try transaction.append(events)
    }

    /// Whose devices it may reach; none where they are named one by one.
    static func reach(of plan: RolloutPlan, owner: Organization.ID?) throws(SlipwayError) -> ApprovalReach? {
        if let owner { return .organizations([owner]) }
        guard let text = plan.filter else { return nil }
        return ApprovalReach(of: try Filter(text, of: DeviceOrder.self))
    }

    private static func submit(
        _ rollout: Rollout, _ content: RolloutContent, count: Int, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        let before = try transaction.submissions(of: rollout.id).latest.flatMap { RolloutContent(stored: $0) }
        let changes = before.map { content.changes(from: $0) } ?? []
        try transaction.submit(rollout.id, by: principal.name, count: count, plan: try JSONText.compact(content))
        let detail =
            "revision \(rollout.approval.revision), \(count) devices"
            + (changes.isEmpty ? "" : "; changed: " + changes.map(\.field).joined(separator: ", "))
        try transaction.append([
            NewEvent(.rolloutSubmitted, by: principal, on: EventSubject(of: rollout), detail: detail)
        ])
    }

    private static func approvalIsDue(of counted: CountedRollout, in reader: any RepositoryReader) throws -> Bool {
        let rollout = counted.rollout
        guard rollout.targets != nil else { return try reader.asksForApproval(of: .batch, .batches(of: rollout.id)) }
        let reach = try reach(of: counted.content.plan, owner: rollout.organizationID)
        return try reader.asksForApproval(reach ?? .targets(of: rollout.id))
    }

    static func require(_ revision: Int?, of rollout: Rollout) throws(SlipwayError) {
        guard let revision, revision != rollout.approval.revision else { return }
        throw .rolloutChanged(revision: rollout.approval.revision)
    }

    private static func requireAnotherPerson(
        than authors: [RolloutAuthor], of rollout: Rollout, _ principal: Principal
    ) throws(SlipwayError) {
        let other = RolloutAuthor(principal)
        // One that was created otherwise has its creator by the name alone.
        let creator = RolloutAuthor(kind: principal.kind, name: rollout.createdBy)
        let refusal = (authors.isEmpty ? [creator] : authors).lazy.compactMap { $0.refusal(of: other) }.first
        if let refusal { throw .needsAnotherPerson(refusal) }
    }
}

extension RolloutService {
    /// A draft, and how many devices it found at one moment.
    private struct CountedRollout: Sendable {
        let rollout: Rollout
        let content: RolloutContent
        let devices: Int
    }

    /// In many reads: a fleet is read in stretches.
    ///
    /// - Throws: ROLLOUT_002 where the event is illegal in its state.
    private func count(
        _ id: Rollout.ID, before event: RolloutEvent, as principal: Principal
    ) async throws -> CountedRollout {
        let (rollout, freeze, release) = try await repository.read { reader in
            let rollout = try Self.visible(id, as: principal, in: reader)
            _ = try rollout.status(after: event)
            let name = ReleaseName.id(rollout.firmwareID)
            let release = try UpdateService.approvedRelease(name, as: principal, in: reader)
            return (rollout, try reader.plan(of: id), release)
        }
        guard let freeze else {
            let content = try await repository.read { try Self.content(ofBatchOf: rollout, in: $0) }
            return CountedRollout(rollout: rollout, content: content, devices: rollout.counters.total)
        }
        let plan = try freeze.plan.plan
        let content = RolloutContent(of: rollout, plan: plan)
        var devices = rollout.targets?.total ?? 0
        if plan.filter != nil, rollout.status == .draft {
            let scope = rollout.organizationID.map { OrganizationScope.one($0) } ?? .all
            devices = try await targets(of: plan, to: release, in: scope, seed: freeze.plan.seed).count
            guard devices > 0 || plan.isDynamic else { throw SlipwayError.noTargets }
        }
        return CountedRollout(rollout: rollout, content: content, devices: devices)
    }

    /// The rollout as it was counted, held from here on with its release.
    ///
    /// - Throws: ROLLOUT_002 where it was edited since; FIRMWARE_003.
    private static func held(
        _ id: Rollout.ID, since counted: CountedRollout, as principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws -> Rollout {
        _ = try UpdateService.approvedRelease(.id(counted.rollout.firmwareID), as: principal, in: transaction)
        // What moves with the rollout is held before it.
        _ = try transaction.onlyBatch(of: counted.rollout.id).flatMap { try transaction.batch($0) }
        let held = try held(id, in: transaction)
        try require(counted.rollout.approval.revision, of: held)
        return held
    }

    /// What became another since the approval of a draft was asked for before.
    static func changes(
        in content: RolloutContent, of rollout: Rollout, in reader: any RepositoryReader
    ) throws -> [RolloutChange] {
        guard rollout.status == .draft else { return [] }
        let submissions = try reader.submissions(of: rollout.id)
        let before = rollout.awaitsApproval ? submissions.earlier : submissions.latest
        return before.flatMap { RolloutContent(stored: $0) }.map { content.changes(from: $0) } ?? []
    }
}
