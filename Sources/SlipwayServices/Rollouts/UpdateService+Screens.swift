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
        return try await clock.watch(repository) { reader in
            try shared?.follow(in: reader)
            let scope = principal.organization
            let open = try reader.openRollouts(in: scope, limit: HomeView.maximumOpen + 1)
            let ended = try reader.endedRollouts(in: scope, after: nil, limit: PageSize.bounded(endedLimit))
            let pulse = try reader.pulse()
            if let latest = pulse.latestHeartbeat { clock.noteStored(latest, at: reader.now) }
            let rows = (open.prefix(HomeView.maximumOpen) + ended).map { summary in
                HomeRow(
                    summary: summary,
                    attention: rule.attention(of: summary.rollout),
                    rate: CompletionRate(
                        finished: summary.recentlyFinished, createdAt: summary.rollout.createdAt, now: reader.now))
            }
            return HomeView(
                at: reader.now, mark: pulse.mark,
                rollouts: rows.sorted {
                    ($0.attention, $1.summary.rollout.id) < ($1.attention, $0.summary.rollout.id)
                },
                openIsCapped: open.count > HomeView.maximumOpen, workerAlive: pulse.hasWorker(at: reader.now),
                workWaiting: pulse.workWaitingSince != nil,
                counterDifferences: try Self.counterDifferences(as: principal, in: reader),
                lostWorkers: try Self.lostWorkers(as: principal, in: reader))
        }
    }

    private static func lostWorkers(as principal: Principal, in reader: any RepositoryReader) throws -> [Worker] {
        guard principal.organization == .all else { return [] }
        return try reader.lostWorkers(toldSince: reader.now - Worker.newsTime, limit: HomeView.maximumLostWorkers)
    }

    /// Some are of rollouts over several organizations: whoever sees but one of them is told of none.
    static func counterDifferences(
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
            try shared?.follow(in: reader)
            guard let live = try reader.live(id, limits: limits),
                principal.organization.contains(live.batch.organizationID)
            else { throw SlipwayError.batchNotFound(id.description) }
            return BatchLiveView(
                at: reader.now, mark: live.pulse.mark, live: live,
                rate: CompletionRate(
                    finished: live.recentlyFinished, createdAt: live.batch.createdAt, now: reader.now),
                workerAlive: live.pulse.hasWorker(at: reader.now), workWaiting: live.pulse.workWaitingSince != nil)
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
