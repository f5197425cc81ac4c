/// How long devices stayed in one state, as counts in buckets that grow by half: cheap to keep, exact within a bucket.
package struct PhaseDurations: Hashable, Sendable {
    /// The upper bounds in milliseconds: 1 s, 1.5 s, 2.25 s … up to beyond a month.
    package static let bounds: [Int64] = {
        var bounds: [Int64] = [1_000]
        while let last = bounds.last, last < 40 * 86_400_000 { bounds.append(last + last / 2) }
        return bounds
    }()

    /// Devices by bucket.
    package private(set) var counts: [Int: Int]

    package init(counts: [Int: Int] = [:]) {
        self.counts = counts
    }

    package var total: Int { counts.values.reduce(0, +) }

    /// The bucket that a duration falls into.
    package static func bucket(of duration: Duration) -> Int {
        let milliseconds = Int64(duration / .milliseconds(1))
        return bounds.firstIndex { milliseconds <= $0 } ?? bounds.count - 1
    }

    /// The upper bound of the bucket in which the given share of the devices is reached; none without any device.
    ///
    /// - Parameter share: from 0 to 1.
    package func percentile(_ share: Double) -> Duration? {
        let total = total
        guard total > 0 else { return nil }
        let wanted = max(1, Int((Double(total) * share).rounded(.up)))
        var seen = 0
        for bucket in counts.keys.sorted() {
            seen += counts[bucket] ?? 0
            if seen >= wanted { return .milliseconds(Self.bounds[min(max(bucket, 0), Self.bounds.count - 1)]) }
        }
        return nil
    }
}
