/// The places of a rollout: so many of its devices may be in flight at a time, over all its batches.
///
/// They lie in shards, each with a row of its own that a device locks before it takes a place there, so that not every
/// batch waits for every other; the places of all shards together are never more than the rollout has.
package struct RolloutPlaces: Hashable, Sendable {
    package var maximumInFlight: Int
    /// At most so many devices begin in a minute; none where there is no such limit.
    package var joinsPerMinute: Int?
    /// In their order, each with how many devices of its batches wait.
    package var shards: [PlaceShard]

    package init(maximumInFlight: Int, joinsPerMinute: Int? = nil, shards: [PlaceShard]) {
        self.maximumInFlight = maximumInFlight
        self.joinsPerMinute = joinsPerMinute
        self.shards = shards
    }

    /// All places of the rollout, redistributed over its shards.
    package var sharedOut: RolloutPlaces {
        var shared = self
        let places = PlaceRule.shares(of: maximumInFlight, among: shards.map(\.placeDemand))
        let joins = joinsPerMinute.map { PlaceRule.shares(of: $0, among: shards.map(\.joinDemand)) }
        for index in shards.indices {
            shared.shards[index].places = places[index]
            shared.shards[index].perMinute = joins?[index]
        }
        return shared
    }

    /// The same, where that lets a device begin that waits for what is idle in another shard; none elsewhere.
    package var rebalanced: RolloutPlaces? {
        let shared = sharedOut
        let isWorthwhile =
            PlaceRule.isWorthwhile(shared.shards.map(\.places), instead: shards.map(\.placeDemand))
            || PlaceRule.isWorthwhile(shared.shards.compactMap(\.perMinute), instead: shards.map(\.joinDemand))
        return isWorthwhile ? shared : nil
    }
}

/// The places that the batches of one shard share.
package struct PlaceShard: Hashable, Sendable {
    package let number: Int
    package var places: Int
    /// Its sessions that are acknowledged, downloading or flashed; more than its places where those have become fewer, or a
    /// device said what was true already.
    package var taken: Int
    /// At most so many may begin in a minute; none where there is no such limit.
    package var perMinute: Int?
    /// Those that have begun in this minute.
    package var joined: Int
    /// Devices of its batches that have not begun, as far as that was asked for.
    package var waiting: Int

    package init(number: Int = 0, places: Int, taken: Int, perMinute: Int? = nil, joined: Int = 0, waiting: Int = 0) {
        self.number = number
        self.places = places
        self.taken = taken
        self.perMinute = perMinute
        self.joined = joined
        self.waiting = waiting
    }

    /// What keeps a device from beginning; none where it may.
    package var hold: HoldReason? {
        if taken >= places { return .maximumInFlight }
        if let perMinute, joined >= perMinute { return .pace }
        return nil
    }

    var placeDemand: PlaceDemand { PlaceDemand(share: places, used: taken, waiting: waiting) }
    var joinDemand: PlaceDemand { PlaceDemand(share: perMinute ?? 0, used: joined, waiting: waiting) }

    /// How many have begun in the minute of `now`. A device that began by a clock a little ahead counts for it already; a
    /// minute that is further ahead was set by a clock that is wrong.
    package static func joined(_ joined: Int, inMinute minute: Int64, at now: Timestamp) -> Int {
        (0...1).contains(minute - now.milliseconds / 60_000) ? joined : 0
    }
}
