import SlipwayCore
import SlipwayServices
import TestSupport

/// Takes the rollouts of one organization through a day each, one after the other: written, changed, approved by another
/// person, begun at its time, held by its windows, narrowed, stopped, and brought back.
struct DayOperator: Sendable {
    let fleet: DayFleet
    let ledger: DayLedger
    let desk: RolloutDesk
    /// Of the organization.
    let number: Int
    let isDisturbed: @Sendable () -> Bool

    private static let look: Duration = .milliseconds(150)
    /// Far longer than it takes until devices and database agree.
    private static let patience: Duration = .seconds(120)

    private var organization: String { DayFleet.organization(number) }

    /// Ends with the day in which the disturbance does.
    func operate() async throws {
        var random = SeededGenerator(seed: UInt64(number))
        var day = 0
        var versions = try await settledVersions()
        while isDisturbed() {
            day += 1
            versions = try await pass(day, from: versions, using: &random)
        }
    }

    /// - Parameter before: what each device runs.
    /// - Returns: the same afterwards.
    private func pass(
        _ day: Int, from before: [String: String], using random: inout SeededGenerator
    ) async throws -> [String: String] {
        let plan = DayPlan(using: &random)
        let seed = random.next()
        let rollout = try await create("day \(day) of \(organization)", plan, of: fleet.releases[day % 2])
        let isBack = try await withThrowingTaskGroup(of: Void.self) { group in
            if plan.isWindowed {
                let hand = WindowHand(
                    rollout: rollout, repository: fleet.database.repository, ledger: ledger, areShort: isDisturbed)
                group.addTask { try await hand.open(using: seed) }
            }
            defer { group.cancelAll() }
            return try await take(rollout, through: plan)
        }
        let after = try await settledVersions()
        guard isBack else { return after }
        let others = before.filter { after[$0.key] != $0.value }.map { uid, version in
            "\(uid) ran \(version) before rollout \(rollout), and runs \(after[uid] ?? "nothing") after the way back"
        }
        ledger.note { $0.faults += others }
        return after
    }

    /// Begins a little later; where that moment passes before anything is written, it is written anew.
    private func create(_ name: String, _ plan: DayPlan, of release: FirmwareRelease.ID) async throws -> Rollout.ID {
        var attempt = 0
        while true {
            attempt += 1
            let now = CrashedFleet.wallClock()
            let body = plan.body("\(name), \(attempt)", organization: organization, release: release, now: now)
            guard let created = try await desk.create(body) else { continue }
            ledger.note { record in
                record.created.insert(created.id)
                record.starts[created.id] = now + plan.delay
                if plan.isWindowed { record.windows[created.id] = [] }
            }
            return created.id
        }
    }

    /// - Returns: whether its devices were brought back, and all of that is over; else it is over by itself.
    private func take(_ id: Rollout.ID, through plan: DayPlan) async throws -> Bool {
        var (isEdited, isExcluded, hasStarted) = (false, false, false)
        while true {
            let shown = try await desk.show(id)
            switch shown.status {
            case .draft: try await approve(shown)
            case .scheduled where plan.isEdited && !isEdited:
                isEdited = true
                // Where it begins in this moment, it is too late.
                _ = try? await fleet.services.rollouts.edit(
                    id, RolloutEdit(maximumInFlight: 50), as: .operator("ada"))
            case .scheduled:
                let left = ledger.record.starts[id].map { $0 - CrashedFleet.wallClock() } ?? .zero
                if !hasStarted, left < Self.look {
                    hasStarted = true
                    try await Task.sleep(for: max(.zero, left))
                    ledger.announce(.start)
                }
            case .pending, .inProgress:
                if let count = plan.excludesAfter, shown.succeeded >= count, !isExcluded {
                    isExcluded = true
                    try await exclude(id)
                } else if let count = plan.goesBackAfter, shown.succeeded >= count {
                    try await desk.act("pause", on: id)
                } else if let open = shown.waves?.first(where: { [.open, .soaking, .awaiting].contains($0.status) }) {
                    try await desk.act("advance", on: id, #"{"wave":\#(open.number),"reason":"on"}"#)
                }
            case .paused where plan.goesBackAfter != nil && shown.succeeded > 0:
                return try await goBack(id, plan)
            case .paused: try await resume(id)
            case .cancelling: break
            case .cancelled, .completed, .failed:
                return plan.goesBackAfter != nil && shown.succeeded > 0 ? try await goBack(id, plan) : false
            }
            try await Task.sleep(for: Self.look)
        }
    }

    private func approve(_ shown: ShownRollout) async throws {
        guard shown.submittedBy != nil else {
            try await desk.act("submit", on: shown.id)
            return
        }
        ledger.announce(.approve)
        guard try await desk.approve(shown.id, revision: shown.revision) else { return }
        ledger.note { $0.approvals.insert(.init(rollout: shown.id, revision: shown.revision)) }
    }

    private func exclude(_ id: Rollout.ID) async throws {
        ledger.announce(.exclude)
        guard try await desk.act("exclude", on: id, #"{"filter":"hardware=B","reason":"no network"}"#) else { return }
        let now = CrashedFleet.wallClock()
        ledger.note { $0.exclusions[id] = now }
    }

    private func resume(_ id: Rollout.ID) async throws {
        try await desk.act("resume", on: id, #"{"reason":"seen","accept_bad":true}"#)
    }

    private func goBack(_ id: Rollout.ID, _ plan: DayPlan) async throws -> Bool {
        if plan.isCancelledFirst {
            try await desk.act("cancel", on: id, #"{"reason":"no network"}"#)
            try await waitForEnd(of: id)
        }
        ledger.announce(.rollBack)
        let waysBack = try await desk.rollBack(id)
        if let waysBack { ledger.note { $0.waysBack[id] = waysBack } }
        // What is still on its way to the release ends with it, and then goes back too.
        try await desk.act("cancel", on: id, #"{"reason":"no network"}"#)
        for rollout in [id] + (waysBack ?? []).sorted() { try await waitForEnd(of: rollout) }
        return waysBack != nil
    }

    private func waitForEnd(of id: Rollout.ID) async throws {
        while true {
            let shown = try await desk.show(id)
            if shown.status.isFinal { return }
            if shown.status == .paused { try await resume(id) }
            try await Task.sleep(for: Self.look)
        }
    }

    /// What each device runs, by its own word and by the database.
    ///
    /// A server writes what devices say at most once in five seconds, and is killed more often: this hears them too.
    private func settledVersions() async throws -> [String: String] {
        var versions: [String: String] = [:]
        try await until(every: Self.look, patience: Self.patience) {
            let rows = try await fleet.database.rows(
                "SELECT device_uid, firmware_version FROM devices WHERE organization_name = '\(organization)'")
            versions = Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
            let said = ledger.record.said
            guard versions.keys.allSatisfy({ said[$0] != nil }) else { return false }
            let others = versions.keys.filter { versions[$0] != said[$0] }
            for uid in others {
                _ = try? await fleet.services.updates.check(uid: uid, reportedVersion: said[uid], as: .device(uid))
            }
            if !others.isEmpty { _ = try? await fleet.services.reports.flush() }
            return others.isEmpty
        }
        return versions
    }
}
