import SlipwayCore
import SlipwayServices

extension StockedFleet {
    /// A rollout of as many batches as there are counts, each of the next so many devices; all pending.
    package func createRollout(
        of counts: [Int], maximumInFlight: Int = 100, joinsPerMinute: Int? = nil, shards: Int = 1
    ) async throws -> (id: Rollout.ID, batches: [UpdateBatch.ID]) {
        try await services.repository.write { [devices, release, acme] transaction in
            let id = try transaction.insert(
                NewRollout.example(
                    organization: acme.id, firmware: release.id, maximumInFlight: maximumInFlight,
                    joinsPerMinute: joinsPerMinute, shards: shards))
            var rest = devices[...]
            let batches = try counts.map { count in
                let batch = try transaction.insertBatch(of: Array(rest.prefix(count)), into: id)
                rest = rest.dropFirst(count)
                return batch.id
            }
            return (id, batches)
        }
    }

    /// The same, all started; the sessions in the order of the devices.
    package func startRollout(
        of counts: [Int], maximumInFlight: Int = 100, joinsPerMinute: Int? = nil, shards: Int = 1
    ) async throws -> (id: Rollout.ID, batches: [UpdateBatch.ID], sessions: [SessionID]) {
        let (id, batches) = try await createRollout(
            of: counts, maximumInFlight: maximumInFlight, joinsPerMinute: joinsPerMinute, shards: shards)
        while try await processor.step() {}
        var sessions: [SessionID] = []
        for batch in batches { sessions += try await rows(batch).compactMap { $0.session?.sessionID } }
        return (id, batches, sessions)
    }

    package func rollout(_ id: Rollout.ID) async throws -> Rollout { try await services.rollouts.rollout(id, as: ada) }

    /// The rollout's state, and those of its batches.
    package func states(_ id: Rollout.ID, _ batches: [UpdateBatch.ID]) async throws -> [String] {
        var states = [try await rollout(id).status.rawValue]
        for batch in batches { states.append(try await self.batch(batch).status.rawValue) }
        return states
    }
}

extension StockedFleet {
    package var conductor: RolloutConductor { RolloutConductor(services: services, worker: "worker-1") }

    /// A rollout over all devices of the organization, in waves of so many devices; the last takes the rest.
    package func createPlan(
        waves counts: [Int] = [2, 4], gate: GateRequest = GateRequest(maximumBad: 2, maximumBadShare: 0.2),
        filter: String = "organization=acme", isDynamic: Bool = false, preparesRollback: Bool = false,
        requestID: String? = nil, submits: Bool? = nil,
        as principal: Principal? = nil
    ) async throws -> Rollout.ID {
        let waves = (counts.map { WaveSize.count($0) } + [.share(1)]).map { WavePlan(size: $0, gate: gate) }
        let request = RolloutRequest(
            name: "spring", firmware: .id(release.id), target: .matching(try Filter(filter, of: DeviceOrder.self)),
            isDynamic: isDynamic, waves: waves, preparesRollback: preparesRollback, maximumInFlight: 1_000,
            requestID: requestID, submits: submits)
        return try await services.rollouts.create(request, as: principal ?? ada).rollout.id
    }

    /// From now on a second person approves what may reach a device of the organization.
    package func askForApproval(by rule: ApprovalRule = .rollouts) async throws {
        _ = try await services.organizations.update(acme.name, OrganizationChange(approval: rule), as: ada)
    }

    /// Does whatever is due, until nothing is: settles devices, opens waves, makes batches and starts them.
    package func conduct() async throws {
        repeat { while try await conductor.step() {} } while try await processor.step()
    }

    package func waves(of rollout: Rollout.ID) async throws -> [WaveView] {
        try await services.rollouts.view(of: rollout, as: ada).waves
    }

    /// The batches of the rollout, in their order.
    package func batches(of rollout: Rollout.ID) async throws -> [UpdateBatch.ID] {
        try await services.repository.read {
            try $0.batches(of: rollout, in: Set(UpdateBatchState.allCases), limit: 1_000)
        }
    }

    /// The devices of the rollout's batches, in the order in which they entered them.
    package func devices(of rollout: Rollout.ID) async throws -> [String] {
        var devices: [String] = []
        for batch in try await batches(of: rollout) { devices += try await rows(batch).map(\.deviceUID) }
        return devices
    }

    /// Every device of the rollout that can takes the release and says so afterwards.
    package func completeAll(of rollout: Rollout.ID) async throws {
        for batch in try await batches(of: rollout) {
            for row in try await rows(batch) where row.batchDevice.status == .initiated {
                guard let session = row.session,
                    let index = devices.firstIndex(where: { $0.deviceUID == row.deviceUID })
                else { continue }
                try await take(session.sessionID, of: index, to: .completed)
            }
        }
        clock.advance(by: .seconds(1))
        for (index, device) in devices.enumerated() {
            _ = try await updates.check(
                uid: device.deviceUID, reportedVersion: release.version, as: self.device(index))
        }
        try await services.reports.flush()
    }
}
