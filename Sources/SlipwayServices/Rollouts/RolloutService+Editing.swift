import SlipwayCore

extension RolloutService {
    /// Changes a draft, or one that was approved and has not begun: its approval has to be asked for again then. Of one
    /// that runs, or is paused, it changes the pace, and makes gates stricter of waves that have not passed; each is
    /// judged at once. What changes nothing leaves everything as it is.
    ///
    /// - Throws: ROLLOUT_001; ROLLOUT_002 where it may not be changed now, or was edited meanwhile; REQUEST_001 with every
    ///   fault; ORG_001.
    package func edit(_ id: Rollout.ID, _ edit: RolloutEdit, as principal: Principal) async throws -> Rollout {
        try principal.require(.updatesWrite)
        let lossLimit = settings.lossLimit
        return try await repository.write { transaction in
            let seen = try Self.visible(id, as: principal, in: transaction)
            guard let stored = try transaction.plan(of: id)?.plan else {
                throw SlipwayError.illegalRolloutTransition(from: seen.status, event: RolloutEvent.edited.rawValue)
            }
            if let target = edit.target {
                _ = try UpdateService.organization(of: target, as: principal, in: transaction)
            }
            _ = try seen.status(after: .edited)
            switch seen.status {
            case .draft, .scheduled:
                try Self.edit(draft: id, edit, lossLimit: lossLimit, by: principal, in: transaction)
            case .pending, .inProgress, .paused, .cancelling, .cancelled, .completed, .failed:
                try Self.edit(running: seen, edit, stored, by: principal, in: transaction)
            }
            return try Self.visible(id, as: principal, in: transaction)
        }
    }

    private static func edit(
        draft id: Rollout.ID, _ edit: RolloutEdit, lossLimit: Duration, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        let held = try held(id, in: transaction)
        try require(edit.revision, of: held)
        // Since it was seen it may have begun.
        let state = try held.status(after: .edited)
        guard state == .draft, let plan = try transaction.plan(of: id)?.plan.plan else {
            throw SlipwayError.rolloutChanged(revision: held.approval.revision)
        }
        let content = RolloutContent(of: held, plan: plan)
        let edited = edit.applied(to: content)
        let faults = edit.faults(in: edited, before: content, lossLimit: lossLimit)
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        guard edited != content else { return }
        try setPace(of: held, from: content, to: edited, in: transaction)
        try setBandwidth(of: id, from: content, to: edited, in: transaction)
        try transaction.edit(
            id, name: edited.name, plan: try JSONText.compact(edited.plan),
            preparesRollback: edited.plan.preparesRollback)
        try transaction.setState(of: id, to: state)
        try transaction.add(RolloutAuthor(principal), to: id)
        try append(edited.changes(from: content), to: held, by: principal, in: transaction)
    }

    private static func edit(
        running seen: Rollout, _ edit: RolloutEdit, _ stored: StoredPlan, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        // Its waves stay as they are until the end.
        try transaction.hold(.conducting(seen.id), for: .changing)
        let content = RolloutContent(of: seen, plan: try stored.plan)
        let edited = edit.applied(to: content)
        let (rules, faultsOfGates) = try gates(of: seen, from: content.plan, to: edited.plan, in: transaction)
        let faults = edit.faultsWhileRunning(in: edited, before: content) + faultsOfGates
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        guard edited != content else { return try require(edit.revision, of: seen) }
        // Places, gates and the rollout, in this order.
        try setPace(of: seen, from: content, to: edited, in: transaction)
        try GateJudgement.replace(rules, of: seen.id, by: principal, in: transaction)
        let held = try held(seen.id, in: transaction)
        try require(edit.revision, of: held)
        _ = try held.status(after: .edited)
        guard held.approval.revision == seen.approval.revision else {
            throw SlipwayError.rolloutChanged(revision: held.approval.revision)
        }
        try setBandwidth(of: seen.id, from: content, to: edited, in: transaction)
        try transaction.noteEdit(
            of: seen.id, plan: try JSONText.compact(edited.plan), version: edited.plan.leastVersion)
        try append(edited.changes(from: content), to: held, by: principal, in: transaction)
    }

    /// The rules that become stricter, by their waves, and what is wrong with others.
    private static func gates(
        of rollout: Rollout, from plan: RolloutPlan, to edited: RolloutPlan, in reader: any RepositoryReader
    ) throws -> (rules: [Int: GateRule], faults: [FieldFault]) {
        guard edited.waves != plan.waves, edited.waves.map(\.size) == plan.waves.map(\.size) else { return ([:], []) }
        let waves = try reader.waves(of: rollout.id)
        let present = Dictionary(try reader.gates(of: rollout.id).map { ($0.wave.number, $0.rule) }) { first, _ in first
        }
        let sizes = waves.map(\.sizeTo)
        let own = zip(sizes, [0] + sizes).map { $0 - $1 }
        var (rules, faults): ([Int: GateRule], [FieldFault]) = ([:], [])
        for (index, wave) in edited.waves.enumerated() where wave != plan.waves[index] {
            let field = "waves.\(index + 1).gate"
            let ofForm = (wave.gate?.faults ?? []).map {
                FieldFault(field: "waves.\(index + 1).\($0.field)", fault: $0.fault)
            }
            faults += ofForm
            guard ofForm.isEmpty else { continue }
            guard waves.indices.contains(index), let before = present[index + 1] else {
                faults.append(FieldFault(field: field, fault: "changes once it is settled which devices take part"))
                continue
            }
            let rule = wave.gateRule(devices: own[index], inFlight: rollout.maximumInFlight)
            if waves[index].state.isOver {
                faults.append(FieldFault(field: field, fault: "stays: the wave has passed"))
            } else if !rule.isAsStrict(as: before) {
                faults.append(FieldFault(field: field, fault: "must be no looser than it is: it \(before.text)"))
            } else {
                rules[index + 1] = rule
            }
        }
        return (rules, faults)
    }

    private static func setPace(
        of rollout: Rollout, from content: RolloutContent, to edited: RolloutContent,
        in transaction: any RepositoryTransaction
    ) throws {
        guard edited.maximumInFlight != content.maximumInFlight || edited.plan.pace != content.plan.pace else { return }
        let joins = edited.plan.pace?.rate(verified: rollout.counters.verified) ?? rollout.joinsPerMinute
        try transaction.setPace(
            of: rollout.id, maximumInFlight: edited.maximumInFlight, joinsPerMinute: joins)
    }

    private static func setBandwidth(
        of rollout: Rollout.ID, from content: RolloutContent, to edited: RolloutContent,
        in transaction: any RepositoryTransaction
    ) throws {
        guard edited.plan.bytesPerSecond != content.plan.bytesPerSecond else { return }
        try transaction.setBandwidth(of: rollout, to: edited.plan.bytesPerSecond)
    }

    private static func append(
        _ changes: [RolloutChange], to rollout: Rollout, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        let detail = changes.map(\.text).joined(separator: "; ")
        try transaction.append([
            NewEvent(.rolloutEdited, by: principal, on: EventSubject(of: rollout), detail: detail)
        ])
    }
}
