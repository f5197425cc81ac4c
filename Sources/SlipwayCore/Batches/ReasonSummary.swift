/// One cause of bad devices in a batch, with how many it explains.
package struct ReasonSummary: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        /// A failure's masked text.
        case failed(String)
        case silentSinceFlash
        case fellBack
    }

    package let cause: Cause
    package let count: Int
    package let firstAt: Timestamp
    package let lastAt: Timestamp
    package let commonFactor: CommonFactor?

    package init(cause: Cause, count: Int, firstAt: Timestamp, lastAt: Timestamp, commonFactor: CommonFactor?) {
        self.cause = cause
        self.count = count
        self.firstAt = firstAt
        self.lastAt = lastAt
        self.commonFactor = commonFactor
    }
}
