/// The attribute value whose share among the devices with one reason most exceeds its share in the batch.
package struct CommonFactor: Hashable, Sendable {
    /// Fewer devices with the reason say nothing.
    package static let minimumCount = 5

    package let attribute: BatchAttribute
    package let value: String
    /// From 0 to 1.
    package let shareOfReason: Double
    package let shareOfBatch: Double

    package init(attribute: BatchAttribute, value: String, shareOfReason: Double, shareOfBatch: Double) {
        self.attribute = attribute
        self.value = value
        self.shareOfReason = shareOfReason
        self.shareOfBatch = shareOfBatch
    }

    /// None where the reason has too few devices, or nothing stands out.
    package static func strongest(
        amongReason reason: [AttributeCount], count: Int, batch: [AttributeCount], total: Int
    ) -> CommonFactor? {
        guard count >= minimumCount, total > 0 else { return nil }
        let inBatch = Dictionary(batch.map { (Key($0), $0.count) }) { first, _ in first }
        let factors = reason.map { row in
            CommonFactor(
                attribute: row.attribute, value: row.value, shareOfReason: Double(row.count) / Double(count),
                shareOfBatch: Double(inBatch[Key(row)] ?? 0) / Double(total))
        }
        // Ties are broken by name, so that the screen does not flicker between equals.
        return factors.filter { $0.excess > 0 }
            .max { ($0.excess, $1.attribute.rawValue, $1.value) < ($1.excess, $0.attribute.rawValue, $0.value) }
    }

    private var excess: Double { shareOfReason - shareOfBatch }

    private struct Key: Hashable {
        let attribute: BatchAttribute
        let value: String

        init(_ row: AttributeCount) {
            attribute = row.attribute
            value = row.value
        }
    }
}

/// How many devices have one value of one attribute.
package struct AttributeCount: Hashable, Sendable {
    package let attribute: BatchAttribute
    package let value: String
    package let count: Int

    package init(attribute: BatchAttribute, value: String, count: Int) {
        self.attribute = attribute
        self.value = value
        self.count = count
    }
}

/// What the devices of a batch can have in common.
package enum BatchAttribute: String, CaseIterable, Hashable, Sendable {
    case hardwareVersion = "hardware_version"
    case fromVersion = "from_version"
    case organization
}
