/// What all downloads of one rollout together may take of the network, over all servers.
package struct DownloadBudget: Hashable, Sendable {
    /// Bytes a second. Less than the least would feed a server in bytes alone.
    package static let limits = 1_000...1_000_000_000_000

    package let rollout: Rollout.ID
    package let bytesPerSecond: Int

    package init(of rollout: Rollout.ID, bytesPerSecond: Int) {
        self.rollout = rollout
        self.bytesPerSecond = bytesPerSecond
    }

    /// At its field; none where it is within its limits, or there is none.
    package static func fault(of bytesPerSecond: Int?) -> FieldFault? {
        guard let bytesPerSecond, !limits.contains(bytesPerSecond) else { return nil }
        return FieldFault(
            field: "bytes_per_second", fault: "must be from \(limits.lowerBound) to \(limits.upperBound)")
    }
}
