/// How the places of a rollout, and the devices that may begin in a minute, are shared out over its shards.
package enum PlaceRule {
    package static let maximumShards = 16
    /// So many places make a shard worth while.
    private static let placesPerShard = 32

    /// For a rollout of many batches. One of a single batch has one shard: no other batch would use the others.
    package static func shards(maximumInFlight: Int) -> Int {
        min(max(maximumInFlight / placesPerShard, 1), maximumShards)
    }

    /// - Returns: to each shard as much as to any other, or one more.
    package static func even(_ total: Int, among shards: Int) -> [Int] {
        (0..<shards).map { total / shards + ($0 < total % shards ? 1 : 0) }
    }

    /// Everything that is not in use goes to where devices wait for it, and what none waits for to all alike. Where more is
    /// in use than there is, each shard has less than it uses by all that is too much: before the rest is within the total,
    /// none can take any.
    ///
    /// A shard that has nothing free now comes last and takes what is left over, so that one place alone goes to it and not
    /// back to where it was not taken.
    package static func shares(of total: Int, among demands: [PlaceDemand]) -> [Int] {
        let free = total - demands.reduce(0) { $0 + $1.used }
        guard free > 0 else { return demands.map { max(0, $0.used + free) } }
        var shares = demands.map(\.used)
        var rest = free
        let waiting = demands.indices.filter { demands[$0].waiting > 0 }.sorted { left, right in
            let (left, right) = (demands[left], demands[right])
            return (left.isFull ? 1 : 0, left.waiting) < (right.isFull ? 1 : 0, right.waiting)
        }
        for (place, index) in waiting.enumerated() {
            let share = min(demands[index].waiting, rest / (waiting.count - place))
            shares[index] += share
            rest -= share
        }
        return zip(shares, even(rest, among: demands.count)).map { $0 + $1 }
    }

    /// Whether a waiting device could begin if the free places were redistributed.
    static func isWorthwhile(_ shares: [Int], instead demands: [PlaceDemand]) -> Bool {
        zip(shares, demands).contains { share, demand in
            demand.waiting > 0 && demand.isFull && share > demand.used
        }
    }
}

/// What one shard has of something that is shared out, and what it could use.
package struct PlaceDemand: Hashable, Sendable {
    package let share: Int
    /// May be more than its share, where that has become less.
    package let used: Int
    /// Devices of its batches that have not begun.
    package let waiting: Int

    package init(share: Int, used: Int, waiting: Int) {
        self.share = share
        self.used = used
        self.waiting = waiting
    }

    var isFull: Bool { used >= share }
}
