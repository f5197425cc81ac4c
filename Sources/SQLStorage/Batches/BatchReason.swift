import SlipwayCore

/// One cause of what went wrong in a batch, as its row counts it.
package struct BatchReason: Sendable {
    /// Which row it is.
    package struct Group: Hashable, Sendable {
        package let batch: UpdateBatch.ID
        package let cause: String
        package let reasonKey: String

        package init(_ row: inout some ColumnReader) throws {
            batch = try row.id()
            cause = try row.text()
            reasonKey = try row.text()
        }
    }

    package let group: Group
    private let cause: ReasonSummary.Cause
    private let isLeftOut: Bool
    private let count: Int
    private let firstAt: Timestamp
    private let lastAt: Timestamp

    /// With `x` for its table.
    package static let columns =
        "x.update_batch_id, x.cause, x.reason_key, x.reason_code, x.n, x.first_at, x.last_at"

    /// What speaks against the release comes before what was left out, however often that is.
    ///
    /// - Parameter alias: for its table.
    package static func order(as alias: String) -> String {
        """
        COALESCE(\(alias).cause = 'failed' AND \(alias).reason_code NOT IN (\(ReasonCode.againstRelease.sqlNames)), false),
          \(alias).n DESC, \(alias).id
        """
    }

    package init(_ row: inout some ColumnReader) throws {
        group = try Group(&row)
        let code: ReasonCode? = try row.optionalName()
        switch group.cause {
        case "failed": cause = .failed(group.reasonKey == code?.rawValue ? code?.text ?? "" : group.reasonKey)
        case "silent": cause = .silentSinceFlash
        case "fell_back": cause = .fellBack
        case "lost": cause = .lost
        default: throw SlipwayError.unknownValue
        }
        isLeftOut = group.cause == "failed" && code?.speaksAgainstRelease == false
        count = try row.int()
        firstAt = try row.instant()
        lastAt = try row.instant()
    }

    /// Whether it is frequent enough to look for what its devices have in common.
    package var mayHaveCommonFactor: Bool { count >= CommonFactor.minimumCount }

    /// - Parameters:
    ///   - factors: how often each value is among the devices of the cause.
    ///   - attributes: how often it is in the batch of `total` devices.
    package func summary(factors: [AttributeCount], attributes: [AttributeCount], total: Int) -> ReasonSummary {
        ReasonSummary(
            cause: cause, isLeftOut: isLeftOut, count: count, firstAt: firstAt, lastAt: lastAt,
            commonFactor: CommonFactor.strongest(amongReason: factors, count: count, batch: attributes, total: total))
    }
}

extension AttributeCount {
    package init(_ row: inout some ColumnReader) throws {
        self.init(attribute: try row.name(), value: try row.text(), count: try row.int())
    }
}
