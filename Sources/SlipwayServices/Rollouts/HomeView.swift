import SlipwayCore

/// Everything that the home screen shows, of one moment.
package struct HomeView: Hashable, Sendable {
    /// More open rollouts are not read.
    package static let maximumOpen = 500
    static let maximumDifferences = 1_000
    static let maximumLostWorkers = 100
    /// Of several batches, so many of those that need a person are explained with the list.
    static let maximumExplained = 5

    package let at: Timestamp
    package let mark: ChangeMark
    /// The most urgent first, and among those the newest.
    package let rollouts: [HomeRow]
    /// Whether there are more open rollouts than these.
    package let openIsCapped: Bool
    package var service: ServiceState {
        didSet { conditions = Condition.all(of: service, rollouts, at: at) }
    }
    /// All that is wrong, the worst first.
    package private(set) var conditions: [Condition]

    package init(
        at: Timestamp, mark: ChangeMark, rollouts: [HomeRow], openIsCapped: Bool, service: ServiceState
    ) {
        self.at = at
        self.mark = mark
        self.rollouts = rollouts
        self.openIsCapped = openIsCapped
        self.service = service
        conditions = Condition.all(of: service, rollouts, at: at)
    }
}

/// One rollout on the home screen, with what follows from its figures.
package struct HomeRow: Hashable, Sendable {
    package static let maximumReasons = 3

    package private(set) var summary: RolloutSummary
    package let attention: Attention
    /// None where it has several batches, whose minutes nothing has added up yet.
    package private(set) var rate: CompletionRate?

    package init(summary: RolloutSummary, attention: Attention, rate: CompletionRate?) {
        self.summary = summary
        self.attention = attention
        self.rate = rate
    }

    /// A rollout of several batches says nothing of its causes, what its latest batch alone says being wrong.
    init(_ summary: RolloutSummary, by rule: AttentionRule, at now: Timestamp) {
        self.init(summary: summary, attention: rule.attention(of: summary.rollout), rate: nil)
        if summary.batchCount > 1 {
            self.summary.explain(by: RolloutExplanation())
        } else {
            rate = Self.rate(of: summary, at: now)
        }
    }

    /// Whether ``explain(by:at:)`` has something to tell of it.
    package var needsExplanation: Bool { rate == nil }

    package mutating func explain(by explanation: RolloutExplanation, at now: Timestamp) {
        summary.explain(by: explanation)
        rate = Self.rate(of: summary, at: now)
    }

    private static func rate(of summary: RolloutSummary, at now: Timestamp) -> CompletionRate {
        CompletionRate(finished: summary.recentlyFinished, createdAt: summary.rollout.createdAt, now: now)
    }
}
