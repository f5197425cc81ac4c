import SlipwayCore
import SlipwayServices

extension Race {
    static let stops = [
        Race("pause, resume and cancellation of a batch and its rollout") { round in
            let (batch, _) = try await round.startedBatch()
            let (updates, rollouts) = (round.updates, round.services.rollouts)
            return [
                { try await updates.pauseBatch(batch.id, as: round.ada).status.rawValue },
                { try await rollouts.pause(batch.rolloutID, as: round.ada).status.rawValue },
                { try await updates.resumeBatch(batch.id, as: round.ada).status.rawValue },
                { try await rollouts.resume(batch.rolloutID, as: round.ada).rollout.status.rawValue },
                { try await updates.cancelBatch(batch.id, reason: "x", as: round.ada).status.rawValue },
                { try await rollouts.cancel(batch.rolloutID, reason: "y", as: round.ada).status.rawValue },
            ]
        } faults: { round, outcomes in
            let moves = try await round.events(.batchPaused, .batchResumed)
            let ends = try await round.events(.batchCancelling, .batchCancelled)
            let states = try await states(in: round)
            return unexpected(outcomes, allowed: ["BATCH_003", "ROLLOUT_002"]) + repeated(moves)
                + fault(ends.map(\.kind) != [.batchCancelling, .batchCancelled], "\(ends.map(\.kind))")
                + fault(states != ["cancelled cancelled"], "\(states)")
        },
        Race("pause beside resume") { round in
            let (batch, _) = try await round.startedBatch()
            return times(3) { try await round.updates.pauseBatch(batch.id, as: round.ada).status.rawValue }
                + times(3) { try await round.updates.resumeBatch(batch.id, as: round.ada).status.rawValue }
        } faults: { round, outcomes in
            let states = try await states(in: round)
            let moves = try await round.events(.batchPaused, .batchResumed)
            return unexpected(outcomes, allowed: []) + repeated(moves)
                + fault(Set(states).isDisjoint(with: ["paused paused", "in_progress in_progress"]), "\(states)")
        },
        Race("the bad device that breaks a gate beside resumptions") { round in
            let (rollout, sessions) = try await round.openWave()
            return times(3) { try await resumed(rollout, in: round) }
                + [
                    {
                        try await round.updates.fail(
                            sessions[0].id, reason: "no space", as: .device(sessions[0].uid)
                        ).updateStatus.rawValue
                    }
                ]
        } faults: { round, outcomes in
            let state = try await planned(in: round)?.status
            return unexpected(outcomes, allowed: ["ROLLOUT_004"])
                + fault(state != .paused, "goes on though none accepted what is bad")
        },
        Race("the approval of a draft beside its edits") { round in
            let rollouts = round.services.rollouts
            let rule = OrganizationChange(approval: .rollouts)
            _ = try await round.services.organizations.update(round.organization.name, rule, as: round.ada)
            let request = RolloutRequest(
                name: "spring", firmware: .id(round.release.id),
                target: .devices(ids: round.devices.map(\.id), uids: []), submits: true)
            let draft = try await rollouts.create(request, as: round.ada).rollout.id
            return [
                { try await rollouts.approve(draft, expecting: 1, as: .operator("bob")).status.rawValue },
                { try await rollouts.edit(draft, RolloutEdit(name: "summer"), as: round.ada).status.rawValue },
            ]
        } faults: { round, outcomes in
            let rollout = try await planned(in: round)
            let edits = try await round.events(.rolloutEdited).count
            return unexpected(outcomes, allowed: ["ROLLOUT_002"])
                + fault(rollout?.status != .draft, "it begins as it was not approved")
                + fault(rollout?.approval != RolloutApproval(revision: 2) || edits != 1, "\(edits) edits")
        },
        Race("finishing a dynamic rollout beside devices that join it") { round in
            let rollout = try await round.dynamicRollout()
            return times(2) { try await round.services.rollouts.finish(rollout, as: round.ada).status.rawValue }
                + ["one", "two"].map { name in
                    { "\(try await RolloutConductor(services: round.services, worker: name).step())" }
                }
        } faults: { round, outcomes in
            while try await RolloutConductor(services: round.services, worker: "setup").step() {}
            guard let targets = try await planned(in: round)?.targets else { return ["it is gone"] }
            let told = try await round.events(.rolloutFinished).map(\.detail)
            let joined = targets.joinedLater ?? 0
            let total = RaceRound.deviceCount + joined
            return unexpected(outcomes, allowed: [])
                + fault(told != ["\(total) devices, of which \(joined) joined later"], "\(told), and \(targets)")
                + fault(targets.takesLater || targets.total != total, "\(targets)")
        },
        Race("the withdrawal of a release beside resumptions") { round in
            let (rollout, _) = try await round.openWave()
            return times(3) { try await resumed(rollout, in: round) }
                + [
                    {
                        let (firmware, version) = (round.services.firmware, round.release.version)
                        return try await firmware.promote(version, to: .deprecated, by: round.ada).version
                    }
                ]
        } faults: { round, outcomes in
            let state = try await planned(in: round)?.status
            return unexpected(outcomes, allowed: ["FIRMWARE_003"])
                + fault(state != .paused, "goes on with a release that is withdrawn")
        },
        Race("halts of an organization and their ends") { round in
            let name = round.organization.name
            return times(3) { try await "\(round.updates.halt(organization: name, reason: "x", as: round.ada))" }
                + times(3) { try await "\(round.updates.release(organization: name, as: round.ada))" }
        } faults: { round, outcomes in
            unexpected(outcomes, allowed: []) + repeated(try await round.events(.updatesHalted, .updatesReleased))
        },
        Race("halts of everything and their ends") { round in
            times(3) { try await "\(round.updates.halt(organization: nil, reason: "x", as: round.ada))" }
                + times(3) { try await "\(round.updates.release(organization: nil, as: round.ada))" }
        } faults: { round, outcomes in
            let events = try await round.events(.updatesHalted, .updatesReleased)
            let halted = try await round.services.repository.read { try $0.systemHalt().halted }
            _ = try await round.updates.release(organization: nil, as: round.ada)
            return unexpected(outcomes, allowed: []) + repeated(events)
                + fault(
                    events.last.map { ($0.kind == .updatesHalted) != halted } ?? false, "the last event is not true")
                + fault(
                    outcomes.count { $0 == .returned("true") } != events.count,
                    "\(events.count) events of \(outcomes)")
        },
    ]

    private static func resumed(_ rollout: Rollout.ID, in round: RaceRound) async throws -> String {
        try await round.services.rollouts.resume(rollout, as: round.ada).rollout.status.rawValue
    }

    /// The rollout in waves.
    private static func planned(in round: RaceRound) async throws -> Rollout? {
        guard let id = try await round.events(.rolloutCreated).first?.subject.rolloutID else { return nil }
        return try await round.services.rollouts.rollout(id, as: round.ada)
    }

    /// Of each batch and its rollout.
    private static func states(in round: RaceRound) async throws -> [String] {
        try await round.services.repository.read { reader in
            try reader.page(of: BatchQuery(), in: .one(round.organization.id), at: .first, limit: 9).rows.map { row in
                let rollout = try reader.rollout(row.batch.rolloutID)
                return "\(row.batch.status.rawValue) \(rollout?.status.rawValue ?? "")"
            }
        }
    }
}
