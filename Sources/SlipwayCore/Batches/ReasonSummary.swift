/// One cause of bad devices in a batch, with how many it explains.
package struct ReasonSummary: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        /// A failure's masked text.
        case failed(String)
        case silentSinceFlash
        case fellBack
        case lost
    }

    package let cause: Cause
    /// Whether its devices have been left out: they count as failed, and not as bad.
    package let isLeftOut: Bool
    package let count: Int
    package let firstAt: Timestamp
    package let lastAt: Timestamp
    package let commonFactor: CommonFactor?

    package init(
        cause: Cause, isLeftOut: Bool = false, count: Int, firstAt: Timestamp, lastAt: Timestamp,
        commonFactor: CommonFactor?
    ) {
        self.cause = cause
        self.isLeftOut = isLeftOut
        self.count = count
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.commonFactor = commonFactor
    }
}
