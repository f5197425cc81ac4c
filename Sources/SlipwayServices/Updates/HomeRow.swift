import SlipwayCore

/// One rollout on the home screen, with what follows from its figures.
package struct HomeRow: Hashable, Sendable {
    package let summary: RolloutSummary
    package let attention: Attention
    package let rate: CompletionRate

    package init(summary: RolloutSummary, attention: Attention, rate: CompletionRate) {
        self.summary = summary
        self.attention = attention
        self.rate = rate
    }
}
