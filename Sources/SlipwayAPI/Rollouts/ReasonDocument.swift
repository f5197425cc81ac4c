import SlipwayCore

/// One cause of bad devices, with what they have in common.
package struct ReasonDocument: Encodable {
    package struct Factor: Encodable {
        package let attribute: String
        package let value: String
        /// From 0 to 1, of the devices with this cause, and of all that are in batches.
        package let share: Double
        package let shareOfAll: Double
    }

    package let cause: String
    /// What the devices said, with what differs from one to the next left out.
    package let text: String?
    package let count: Int
    package let isLeftOut: Bool
    package let firstAt: Timestamp
    package let lastAt: Timestamp
    package let commonFactor: Factor?

    init(_ reason: ReasonSummary) {
        switch reason.cause {
        case .failed(let text): (cause, self.text) = ("failed", text)
        case .silentSinceFlash: (cause, text) = ("silent", nil)
        case .fellBack: (cause, text) = ("fell_back", nil)
        case .lost: (cause, text) = ("lost", nil)
        }
        count = reason.count
        isLeftOut = reason.isLeftOut
        firstAt = reason.firstAt
        lastAt = reason.lastAt
        commonFactor = reason.commonFactor.map { factor in
            Factor(
                attribute: factor.attribute.rawValue, value: factor.value, share: factor.shareOfReason,
                shareOfAll: factor.shareOfBatch)
        }
    }
}
