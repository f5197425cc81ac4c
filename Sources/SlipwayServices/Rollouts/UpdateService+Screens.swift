import SlipwayCore

extension UpdateService {
    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    package func home(
        as principal: Principal, endedLimit: Int, following shared: SettingService? = nil
    ) async throws -> HomeView {
        try principal.require(.updatesRead, or: .updatesWrite)
        let (rule, clock) = (settings.attention, clock)
        var home = try await clock.watch(repository) { reader in
            let halts = try shared?.follow(in: reader) ?? reader.halts(limit: SettingService.maximumHalts)
            let scope = principal.organization
            let open = try reader.openRollouts(in: scope, limit: HomeView.maximumOpen + 1)
            let ended = try reader.endedRollouts(in: scope, after: nil, limit: PageSize.bounded(endedLimit))
            let pulse = try reader.pulse()
            if let latest = pulse.latestHeartbeat { clock.noteStored(latest, at: reader.now) }
            let rows = (open.prefix(HomeView.maximumOpen) + ended)
                .map { HomeRow($0, by: rule, at: reader.now) }
                .sorted { ($0.attention, $1.summary.rollout.id) < ($1.attention, $0.summary.rollout.id) }
            return HomeView(
                at: reader.now, mark: pulse.mark, rollouts: try Self.explained(rows, in: reader),
                openIsCapped: open.count > HomeView.maximumOpen,
                service: try Self.serviceState(pulse, halts, as: principal, in: reader))
        }
        // What this read itself has shown of it, too.
        home.service.clock = clock.trouble
        return home
    }

    /// With the causes of those that need a person, as far as they are not told of the only batch already.
    private static func explained(_ rows: [HomeRow], in reader: any RepositoryReader) throws -> [HomeRow] {
        let urgent = rows.filter { $0.attention <= .stuck && $0.needsExplanation }.prefix(HomeView.maximumExplained)
        guard !urgent.isEmpty else { return rows }
        let totals = urgent.map { ($0.summary.rollout.id, $0.summary.rollout.counters.total) }
        let found = try reader.explanations(
            of: Dictionary(uniqueKeysWithValues: totals), limit: HomeRow.maximumReasons)
        return rows.map { row in
            guard let explanation = found[row.summary.rollout.id] else { return row }
            var row = row
            row.explain(by: explanation, at: reader.now)
            return row
        }
    }

    /// What a principal may know of it; what is wrong with the clock is not in it yet.
    static func serviceState(
        _ pulse: ServicePulse, _ halts: [StandingHalt], as principal: Principal, in reader: any RepositoryReader
    ) throws -> ServiceState {
        ServiceState(
            pulse, halts: halts.filter { $0.concerns(principal.organization) },
            counterDifferences: try counterDifferences(as: principal, in: reader),
            lostWorkers: try lostWorkers(as: principal, in: reader), at: reader.now)
    }

    private static func lostWorkers(as principal: Principal, in reader: any RepositoryReader) throws -> [Worker] {
        guard principal.organization == .all else { return [] }
        return try reader.lostWorkers(toldSince: reader.now - Worker.newsTime, limit: HomeView.maximumLostWorkers)
    }

    /// Some are of rollouts over several organizations: a principal of one of them is told of none.
    private static func counterDifferences(
        as principal: Principal, in reader: any RepositoryReader
    ) throws -> [CounterDifference] {
        guard principal.organization == .all else { return [] }
        return try reader.notedDifferences(limit: HomeView.maximumDifferences)
    }

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: BATCH_002.
    package func live(
        _ id: UpdateBatch.ID, as principal: Principal, limits: BatchLiveLimits, following shared: SettingService? = nil
    ) async throws -> BatchLiveView {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            let halts = try shared?.follow(in: reader) ?? reader.halts(limit: SettingService.maximumHalts)
            guard let live = try reader.live(id, limits: limits),
                principal.organization.contains(live.batch.organizationID)
            else { throw SlipwayError.batchNotFound(id.description) }
            return BatchLiveView(
                at: reader.now, mark: live.pulse.mark, live: live,
                rate: CompletionRate(
                    finished: live.recentlyFinished, createdAt: live.batch.createdAt, now: reader.now),
                workerAlive: live.pulse.hasWorker(at: reader.now), workWaiting: live.pulse.workWaitingSince != nil,
                obstacle: Condition.obstacle(
                    to: live.batch.counters.open, of: live.batch.organizationID, halts, live.pulse, at: reader.now),
                gate: live.rollout.status == .draft ? try reader.gates(of: live.rollout.id).first : nil)
        }
    }

    /// Changes whenever anything has been written; cheap enough to ask several times a second.
    package func changeMark() async throws -> ChangeMark {
        try await clock.watch(repository) { try $0.changeMark() }
    }

    /// What the database lets this program do, whatever the principal may.
    package func access() async throws -> DatabaseAccess {
        try await clock.watch(repository) { try $0.access() }
    }
}
