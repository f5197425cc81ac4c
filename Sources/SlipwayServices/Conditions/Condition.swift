import SlipwayCore

/// One thing that is wrong, with what there is to tell of it.
package enum Condition: Hashable, Sendable {
    /// - Parameter waiting: devices of open rollouts that are not through.
    case noServer(since: Timestamp, waiting: Int)
    case noWorker(since: Timestamp)
    case halted(StandingHalt)
    case gateTripped(HomeRow)
    case failing(HomeRow)
    case windowSilent(HomeRow)
    case silent(HomeRow)
    case countersDiffer(first: CounterDifference, count: Int)
    case clockApart(ClockTrouble)
    case processLost(latest: Worker, count: Int)
    case approvalWaiting(HomeRow)

    /// All that is wrong, the worst first. A rollout that is wrong in several ways is told of once, by the worst.
    package static func all(of service: ServiceState, _ rollouts: [HomeRow], at now: Timestamp) -> [Condition] {
        var found: [Condition] = []
        let waiting = rollouts.reduce(0) { $0 + $1.waiting }
        if let since = service.serversLostSince, waiting > 0 { found.append(.noServer(since: since, waiting: waiting)) }
        if let since = service.workWaitingSince, !service.workerAlive { found.append(.noWorker(since: since)) }
        found += service.halts.map { .halted($0) }
        found += rollouts.compactMap { Condition($0) }
        if let first = service.counterDifferences.first {
            found.append(.countersDiffer(first: first, count: service.counterDifferences.count))
        }
        if let clock = service.clock { found.append(.clockApart(clock)) }
        if let latest = service.lostWorkers.first {
            found.append(.processLost(latest: latest, count: service.lostWorkers.count))
        }
        // Those of one kind stay in the order of the list.
        return ConditionKind.allCases.flatMap { kind in found.filter { $0.kind == kind } }
    }

    /// What holds up devices that are not through, and is no fault of their rollout.
    ///
    /// - Parameters:
    ///   - count: of those devices; nothing holds up none.
    ///   - organization: whose they are; none where they are of several.
    static func obstacle(
        to count: Int, of organization: Organization.ID?, _ halts: [StandingHalt], _ pulse: ServicePulse,
        at now: Timestamp
    ) -> Condition? {
        guard count > 0 else { return nil }
        if let since = pulse.serversLostSince(at: now) { return .noServer(since: since, waiting: count) }
        return halts.first { halt in
            switch halt.reach {
            case .everything: true
            case .organization(let halted, _): halted == organization
            }
        }.map { .halted($0) }
    }

    /// The worst thing about one rollout; none where nothing is wrong.
    private init?(_ row: HomeRow) {
        switch row.attention {
        case .failing: self = row.summary.rollout.brokenGate == nil ? .failing(row) : .gateTripped(row)
        case .stuck: self = row.hasSilentWindow ? .windowSilent(row) : .silent(row)
        case .awaiting: self = .approvalWaiting(row)
        case .running, .paused, .pending, .ended: return nil
        }
    }

    package var kind: ConditionKind {
        switch self {
        case .noServer: .noServer
        case .noWorker: .noWorker
        case .halted: .halted
        case .gateTripped: .gateTripped
        case .failing: .failing
        case .windowSilent: .windowSilent
        case .silent: .silent
        case .countersDiffer: .countersDiffer
        case .clockApart: .clockApart
        case .processLost: .processLost
        case .approvalWaiting: .approvalWaiting
        }
    }

    /// The rollout that it is about; none where it is not about one.
    package var row: HomeRow? {
        switch self {
        case .gateTripped(let row), .failing(let row), .windowSilent(let row), .silent(let row),
            .approvalWaiting(let row):
            row
        case .noServer, .noWorker, .halted, .countersDiffer, .clockApart, .processLost: nil
        }
    }

    /// How many devices, figures or processes; none where it is not about several.
    package var count: Int? {
        switch self {
        case .noServer(_, let waiting): waiting
        case .gateTripped(let row), .failing(let row): row.summary.rollout.counters.bad
        case .windowSilent(let row), .silent(let row): row.summary.rollout.counters.silent
        case .countersDiffer(_, let count), .processLost(_, let count): count
        case .approvalWaiting(let row): row.summary.rollout.approval.submittedCount
        case .noWorker, .halted, .clockApart: nil
        }
    }

    /// Since when; none where that is not known.
    package var since: Timestamp? {
        switch self {
        case .noServer(let since, _), .noWorker(let since): since
        case .halted(let halt): halt.note?.at
        case .windowSilent(let row), .silent(let row): row.summary.silentSince
        case .processLost(let worker, _): worker.lastHeartbeat
        case .approvalWaiting(let row): row.summary.rollout.approval.submission?.at
        case .gateTripped, .failing, .countersDiffer, .clockApart: nil
        }
    }
}

extension HomeRow {
    /// Devices that are not through: in its batches, and those that wait for their wave. None of one that has ended.
    fileprivate var waiting: Int {
        guard attention != .ended else { return 0 }
        return summary.rollout.counters.open + (summary.rollout.targets?.left ?? 0)
    }

    /// Whether every place is taken by a silent device, so that the others wait without end.
    package var hasSilentWindow: Bool {
        let (rollout, counters) = (summary.rollout, summary.rollout.counters)
        return counters.inFlight >= rollout.maximumInFlight && counters.silent >= counters.inFlight
            && placesWanted > 0
    }

    /// Devices that wait for a place.
    package var placesWanted: Int {
        summary.rollout.counters.pending + summary.rollout.counters.waiting + (summary.rollout.targets?.left ?? 0)
    }
}
