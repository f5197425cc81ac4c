import SlipwayCore

extension RolloutService {
    /// Brings every device that took the rollout's release and still runs it back to what it ran before: a rollout for each
    /// release that they came from, all created together. Their devices are settled in the background; those that are on
    /// their way to the release join as they end.
    ///
    /// A repeat returns what there is: no release gets a second rollout while the first one is open.
    ///
    /// - Parameter reason: none for a trial, which only says what would be created.
    /// - Throws: ROLLOUT_001; ROLLOUT_002 where it has to be paused first; ROLLOUT_005 with every fault, and nothing is
    ///   created; REQUEST_001.
    package func rollBack(
        _ id: Rollout.ID, reason: String?, as principal: Principal
    ) async throws -> Rollback {
        try principal.require(.updatesWrite)
        if let reason { try UpdateService.checkRequired(reason) }
        let survey = try await repository.read { reader in
            try RollbackSurvey(of: try Self.visible(id, as: principal, in: reader), in: reader)
        }
        let damaged = try await damagedReleases(of: survey)
        try survey.requireReversible(damaged: damaged)
        guard let reason, !survey.missing.isEmpty else { return survey.rollback(creating: [:]) }
        let (rollback, isNew) = try await repository.write { transaction in
            // In the order in which all writes hold them.
            for group in survey.missing { try transaction.hold(.release(group.release.version), for: .reading) }
            try transaction.hold(.conducting(id), for: .changing)
            let rollout = try Self.visible(id, as: principal, in: transaction)
            // Another call may have created them meanwhile, or changed a release.
            let open = try RollbackRule.open(of: id, in: transaction)
            let missing = survey.missing.filter { group in
                !open.contains { $0.firmwareID == group.release.id }
            }
            try RollbackRule.requireUnchanged(missing.map(\.release), in: transaction)
            let walk: JournalWalk = try transaction.underWay(of: id) == 0 ? .last : .first
            var rollouts = Dictionary(open.map { ($0.firmwareID, $0) }) { first, _ in first }
            for group in missing {
                rollouts[group.release.id] = try Self.follow(
                    rollout, .rollback(of: id), from: .taken(from: id), walk: walk, to: group.release,
                    name: FollowingName.of(rollout.name, "back to \(group.release.version)"), key: nil,
                    as: principal, in: transaction)
            }
            if !missing.isEmpty {
                let made = missing.compactMap { rollouts[$0.release.id]?.id }.map(\.description)
                let names = "as \(made.count == 1 ? "rollout" : "rollouts") \(made.joined(separator: ", "))"
                try transaction.append([
                    NewEvent(
                        .rolloutRolledBack, by: principal, on: EventSubject(of: rollout),
                        detail: "\(names): \(reason)")
                ])
            }
            // Last of all, and held to the end: a resumption waits, and finds them.
            let held = try Self.held(id, in: transaction)
            try RollbackRule.requireStopped(held)
            // What was prepared is what this does.
            if held.rollbackDraft.isWanted { try transaction.setRollbackDraft(nil, of: id) }
            return (survey.rollback(creating: rollouts), !missing.isEmpty)
        }
        conducting.ring()
        return isNew ? rollback : rollback.asRepeat
    }

    /// Those whose stored bytes are not what their checksums say; hashed in short reads, before anything is written.
    func damagedReleases(of survey: RollbackSurvey) async throws -> Set<FirmwareRelease.ID> {
        var damaged: Set<FirmwareRelease.ID> = []
        for group in survey.missing where group.release.releaseStatus == .approved {
            do {
                try await FirmwareService.verifyStoredBytes(of: group.release, in: repository)
            } catch SlipwayError.firmwareBytesDamaged {
                damaged.insert(group.release.id)
            }
        }
        return damaged
    }
}

/// What a way back consists of.
package struct Rollback: Hashable, Sendable {
    /// Devices that go back to one release.
    package struct Group: Hashable, Sendable {
        package let release: FirmwareRelease
        /// How many run the release that they leave.
        package let devices: Int
        /// How many are on their way to it, and go back if they take it.
        package let underWay: Int
        /// None where it is not created.
        package let rollout: Rollout?

        package init(release: FirmwareRelease, devices: Int, underWay: Int, rollout: Rollout?) {
            self.release = release
            self.devices = devices
            self.underWay = underWay
            self.rollout = rollout
        }
    }

    /// Devices that stay where they are, since what they ran before names no release.
    package struct Unknown: Hashable, Sendable {
        /// Empty where it was not known at all.
        package let version: String
        package let devices: Int

        package init(version: String, devices: Int) {
            self.version = version
            self.devices = devices
        }
    }

    /// By their versions.
    package let groups: [Group]
    package let unknown: [Unknown]
    /// Whether all of it had been created before.
    package let wasRepeat: Bool

    package init(groups: [Group], unknown: [Unknown], wasRepeat: Bool) {
        self.groups = groups
        self.unknown = unknown
        self.wasRepeat = wasRepeat
    }

    fileprivate var asRepeat: Rollback { Rollback(groups: groups, unknown: unknown, wasRepeat: true) }
}
