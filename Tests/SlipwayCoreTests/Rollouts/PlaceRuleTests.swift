import SlipwayCore
import Testing

@Suite struct PlaceRuleTests {
    @Test(arguments: [(0, 1), (1, 1), (63, 1), (64, 2), (100, 3), (320, 10), (512, 16), (100_000, 16)])
    func `a shard has at least 32 places, and a rollout at most 16 shards`(maximum: Int, shards: Int) {
        #expect(PlaceRule.shards(maximumInFlight: maximum) == shards)
    }

    @Test func `places are shared out evenly, the first shards having one more`() {
        #expect(PlaceRule.even(100, among: 3) == [34, 33, 33])
        #expect(PlaceRule.even(2, among: 4) == [1, 1, 0, 0])
    }

    @Test func `what is free goes to where devices wait`() {
        #expect(shares(of: 10, used: [2, 3, 0], waiting: [9, 0, 9]) == [4, 3, 3])
    }

    @Test func `no shard gets more than waits, and what none waits for goes to all`() {
        #expect(shares(of: 12, used: [1, 1, 1], waiting: [2, 0, 0]) == [6, 3, 3])
    }

    @Test func `a single place goes to the shard that has none, wherever fewer wait`() {
        #expect(shares(of: 6, used: [2, 3], waiting: [9, 1], having: [3, 3]) == [2, 4])
    }

    @Test func `where less is left than is in use, none takes a place before the rest is within it`() {
        #expect(shares(of: 6, used: [5, 5], waiting: [9, 9]) == [1, 1])
        #expect(shares(of: 1, used: [9, 0], waiting: [9, 9]) == [1, 0])
        #expect(shares(of: 10, used: [5, 5], waiting: [9, 9]) == [5, 5])
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `whatever joins, leaves and changes, none joins where as many are in flight as may be`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var maximum = 40
        var shards = PlaceRule.even(maximum, among: 4).map { PlaceShard(places: $0, taken: 0, waiting: 9) }
        var joined = 0
        for _ in 0..<2_000 {
            let index = Int.random(in: 0..<4, using: &generator)
            let taken = shards.reduce(0) { $0 + $1.taken }
            switch Int.random(in: 0..<20, using: &generator) {
            case 0:
                maximum = Int.random(in: 0...60, using: &generator)
                shards = RolloutPlaces(maximumInFlight: maximum, shards: shards).sharedOut.shards
            case 1:
                shards[index].waiting = Int.random(in: 0...9, using: &generator)
                shards = RolloutPlaces(maximumInFlight: maximum, shards: shards).rebalanced?.shards ?? shards
            case 2..<10: shards[index].taken = max(0, shards[index].taken - 1)
            default:
                guard shards[index].hold == nil else { continue }
                #expect(taken < maximum)
                shards[index].taken += 1
                joined += 1
            }
            #expect(shards.reduce(0) { $0 + $1.places } <= maximum)
        }
        #expect(joined > 100)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a device that waits while a place is free begins at the latest after the places were moved`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let maximum = 8
        let waiting = Int.random(in: 0..<4, using: &generator)
        var taken = (0..<4).map { _ in Int.random(in: 0...2, using: &generator) }
        taken[waiting] = 2
        let shards = zip(PlaceRule.even(maximum, among: 4), taken).map { places, taken in
            PlaceShard(places: places, taken: taken, waiting: 0)
        }
        var places = RolloutPlaces(maximumInFlight: maximum, shards: shards)
        places.shards[waiting].waiting = maximum
        let free = maximum - taken.reduce(0, +)
        places = places.rebalanced ?? places
        #expect(places.shards[waiting].places == taken[waiting] + free)
        #expect(places.rebalanced == nil)
    }

    @Test func `nothing is moved where none waits, or nothing is free`() {
        let idle = [PlaceShard(places: 2, taken: 2), PlaceShard(places: 2, taken: 0)]
        #expect(RolloutPlaces(maximumInFlight: 4, shards: idle).rebalanced == nil)
        let full = [PlaceShard(places: 2, taken: 2, waiting: 9), PlaceShard(places: 2, taken: 2, waiting: 9)]
        #expect(RolloutPlaces(maximumInFlight: 4, shards: full).rebalanced == nil)
    }

    @Test func `joins of a minute are moved as places are`() {
        let shards = [
            PlaceShard(places: 50, taken: 3, perMinute: 3, joined: 3, waiting: 9),
            PlaceShard(places: 50, taken: 1, perMinute: 3, joined: 1),
        ]
        let moved = RolloutPlaces(maximumInFlight: 100, joinsPerMinute: 6, shards: shards).rebalanced
        #expect(moved?.shards.map(\.perMinute) == [5, 1])
    }

    @Test func `a device that began by a clock a little ahead has begun in this minute`() {
        func joined(_ ahead: Int64) -> Int {
            PlaceShard.joined(7, inMinute: Timestamp.noon.milliseconds / 60_000 + ahead, at: .noon)
        }
        #expect([-1, 0, 1, 2].map(joined) == [0, 7, 7, 0])
    }

    private func shares(of total: Int, used: [Int], waiting: [Int], having shares: [Int]? = nil) -> [Int] {
        PlaceRule.shares(
            of: total,
            among: used.indices.map { index in
                PlaceDemand(share: shares?[index] ?? used[index], used: used[index], waiting: waiting[index])
            })
    }
}
