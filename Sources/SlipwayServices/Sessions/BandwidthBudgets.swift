import SlipwayCore
import Synchronization

/// What the downloads of rollouts may take of the network through this server; see ``DownloadBudget``.
///
/// Nothing is asked of the database for it: how large the budget is comes with what watches each download, and how many
/// servers there are with every heartbeat. The downloads of one rollout take turns, and what one gets at a time is the less
/// the more are open, so that each gets something every few seconds and no device takes it for dead.
package final class BandwidthBudgets: Sendable {
    package typealias Sleep = @Sendable (Duration) async throws -> Void

    private let now: @Sendable () -> ContinuousClock.Instant
    let sleep: Sleep
    private let state = Mutex(BandwidthState())

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now },
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// For one download.
    ///
    /// - Parameter budget: of its rollout; none where that has no limit so far.
    package func line(for budget: DownloadBudget?) -> DownloadLine {
        let line = DownloadLine(in: self)
        line.adopt(budget)
        return line
    }

    /// A moment before a heartbeat.
    func moment() -> ContinuousClock.Instant { now() }

    /// Shares the budgets with so many servers from now on, this one among them.
    ///
    /// - Parameter asked: before the heartbeat with which they were counted.
    func share(among servers: Int, asked: ContinuousClock.Instant) {
        let now = now()
        state.withLock { state in
            state.fill(at: now)
            state.share =
                state.share?.renewed(of: servers, asked: asked, now: now)
                ?? BandwidthShare(of: servers, asked: asked, now: now)
        }
    }

    /// Nothing more is fed of rollouts with a budget.
    func end() {
        state.withLock { $0.share = nil }
    }

    func join(_ budget: DownloadBudget) {
        let now = now()
        state.withLock { $0.join(budget, at: now) }
    }

    func leave(_ rollout: Rollout.ID) {
        state.withLock { $0.leave(rollout) }
    }

    func set(_ budget: DownloadBudget) {
        let now = now()
        state.withLock { $0.set(budget, at: now) }
    }

    var hasPart: Bool {
        let now = now()
        return state.withLock { $0.share?.isUsable(at: now) ?? false }
    }

    func enter(_ rollout: Rollout.ID) -> Int? { state.withLock { $0.queues[rollout]?.enter() } }

    func exit(_ ticket: Int, of rollout: Rollout.ID) {
        state.withLock { $0.queues[rollout]?.exit(ticket) }
    }

    func turn(of ticket: Int, in rollout: Rollout.ID, wanting count: Int) -> BandwidthTurn {
        let now = now()
        return state.withLock { $0.turn(of: ticket, in: rollout, wanting: count, at: now) }
    }
}

/// The part of this server, and what it feeds.
private struct BandwidthState {
    /// None before the first heartbeat.
    var share: BandwidthShare?
    var queues: [Rollout.ID: BandwidthQueue] = [:]

    mutating func fill(at now: ContinuousClock.Instant) {
        guard let share else { return }
        for rollout in queues.keys { queues[rollout]?.fill(while: share, at: now) }
    }

    mutating func join(_ budget: DownloadBudget, at now: ContinuousClock.Instant) {
        queues[budget.rollout, default: BandwidthQueue(budget, at: now)].downloads += 1
        set(budget, at: now)
    }

    mutating func set(_ budget: DownloadBudget, at now: ContinuousClock.Instant) {
        if let share { queues[budget.rollout]?.fill(while: share, at: now) }
        queues[budget.rollout]?.bytesPerSecond = budget.bytesPerSecond
    }

    mutating func leave(_ rollout: Rollout.ID) {
        queues[rollout]?.downloads -= 1
        if queues[rollout]?.downloads == 0 { queues[rollout] = nil }
    }

    mutating func turn(
        of ticket: Int, in rollout: Rollout.ID, wanting count: Int, at now: ContinuousClock.Instant
    ) -> BandwidthTurn {
        // Its limit was taken away meanwhile.
        guard queues[rollout] != nil else { return .granted(count) }
        guard let share, share.isUsable(at: now) else { return .withoutPart }
        queues[rollout]?.fill(while: share, at: now)
        return queues[rollout]?.turn(of: ticket, wanting: count, by: share) ?? .granted(count)
    }
}

/// The downloads of one rollout through this server.
private struct BandwidthQueue {
    /// What one gets at a time is worth so long of the whole part, and less where many are open: all of them together so
    /// long. The less lies ready at once, and the more often each gets something.
    private static let (longestTurn, longestRound) = (0.25, 5.0)
    /// What lies ready at most.
    private static let reserve = 0.5

    var bytesPerSecond: Int
    var bucket: TokenBucket
    /// Those that are open.
    var downloads = 0
    private var waiting: [Int] = []
    private var latest = 0

    init(_ budget: DownloadBudget, at now: ContinuousClock.Instant) {
        bytesPerSecond = budget.bytesPerSecond
        bucket = TokenBucket(at: now)
    }

    mutating func fill(while share: BandwidthShare, at now: ContinuousClock.Instant) {
        let rate = share.part(of: bytesPerSecond)
        bucket.fill(rate: rate, capacity: max(1, rate * Self.reserve), while: share, at: now)
    }

    mutating func enter() -> Int {
        latest += 1
        waiting.append(latest)
        return latest
    }

    mutating func exit(_ ticket: Int) { waiting.removeAll { $0 == ticket } }

    mutating func turn(of ticket: Int, wanting count: Int, by share: BandwidthShare) -> BandwidthTurn {
        let rate = share.part(of: bytesPerSecond)
        let turn = max(1, Int(rate * min(Self.longestTurn, Self.longestRound / Double(max(1, downloads)))))
        let place = waiting.firstIndex(of: ticket) ?? 0
        let wanted = min(count, turn)
        if place == 0, bucket.take(wanted) {
            exit(ticket)
            return .granted(wanted)
        }
        let seconds = bucket.missing(of: wanted + place * turn) / rate
        return .waiting(min(BandwidthTurn.look, max(.milliseconds(1), .seconds(seconds))))
    }
}
