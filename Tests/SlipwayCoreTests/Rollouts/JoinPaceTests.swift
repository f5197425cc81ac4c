import Foundation
import SlipwayCore
import Testing

@Suite struct JoinPaceTests {
    private static let growing = JoinPace(perMinute: 50, growth: .init(factor: 2, verified: 500, limit: 1_000))

    @Test(arguments: [
        (0, 50), (499, 50), (500, 100), (999, 100), (1_000, 200), (2_000, 800), (2_499, 800), (2_500, 1_000),
        (1_000_000, 1_000), (-1, 50),
    ])
    func `it grows with every so many verified devices, and never beyond its limit`(verified: Int, rate: Int) {
        #expect(Self.growing.rate(verified: verified) == rate)
    }

    @Test func `without a growth it stays as it is`() {
        for verified in [0, 7, 1_000_000] { #expect(JoinPace(perMinute: 7).rate(verified: verified) == 7) }
        #expect(JoinPace(perMinute: 7).limit == 7)
    }

    @Test(arguments: [
        (100, 1.15, 1, 115), (10, 1.1, 2, 12), (1, 1.5, 1, 1), (1, 1.5, 2, 2), (3, 1.1, 3, 3), (1, 10, 6, 1_000_000),
    ])
    func `what is no whole number is rounded down only once`(from: Int, factor: Double, steps: Int, rate: Int) {
        let pace = JoinPace(perMinute: from, growth: .init(factor: factor, verified: 10, limit: 1_000_000))
        #expect(pace.rate(verified: 10 * steps) == rate)
    }

    @Test func `more verified devices never make it slower`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let pace = JoinPace(
                perMinute: .random(in: 1...500, using: &generator),
                growth: .init(
                    factor: .random(in: 1.1...10, using: &generator), verified: .random(in: 1...50, using: &generator),
                    limit: .random(in: 501...10_000, using: &generator)))
            let rates = (0...400).map { pace.rate(verified: $0) }
            #expect(rates == rates.sorted())
            #expect(rates[0] == pace.perMinute && rates.allSatisfy { $0 <= pace.limit })
        }
    }

    @Test(arguments: [
        ("100", []), ("0", ["pace.per_minute"]), ("-1", ["pace.per_minute"]), ("1000001", ["pace.per_minute"]),
        ("50 x2 every 500 verified up to 1000", []),
        ("50 x1 every 0 verified up to 0", ["pace.factor", "pace.verified", "pace.limit"]),
        ("50 x11 every 1000001 verified up to 1000001", ["pace.factor", "pace.verified", "pace.limit"]),
        ("50 x2 every 500 verified up to 50", ["pace.limit"]), ("50 x2 every 5 verified up to 3", ["pace.limit"]),
    ])
    func `every fault is named at its field`(text: String, fields: [String]) throws {
        let pace = try #require(JoinPace(text))
        #expect(pace.faults.map(\.field) == fields)
        #expect(RolloutPlan(filter: nil, pace: pace).faults(lossLimit: .seconds(900)).map(\.field) == fields)
    }

    @Test func `its text is read as it is written`() throws {
        #expect(JoinPace("100") == JoinPace(perMinute: 100))
        #expect(JoinPace(" 50 x2 every 500 up  to 1000") == Self.growing)
        #expect(Self.growing.description == "50 x2 every 500 verified up to 1000")
        #expect(JoinPace(Self.growing.description) == Self.growing)
        #expect(Self.growing.text == "50 a minute, x2 every 500 verified up to 1000")
        let slow = JoinPace(perMinute: 1, growth: .init(factor: 1.25, verified: 10, limit: 9))
        #expect(JoinPace(slow.description) == slow)
        #expect(slow.text == "1 a minute, x1.25 every 10 verified up to 9")
    }

    @Test(arguments: [
        "", "fast", "50/min", "50 x2", "50 x2 every 500", "50 2 every 500 verified up to 1000",
        "50 x2 every 500 verified up to", "50 xnan every 5 verified up to 9", "50 xinf every 5 verified up to 9",
        "50 x2 each 500 verified up to 1000", "1.5", "50 x2 every 500 verified up to 1000 more",
    ])
    func `anything else is no pace`(text: String) {
        #expect(JoinPace(text) == nil)
    }

    @Test func `a plan is stored with it, and one without it as before`() throws {
        for pace in [nil, JoinPace(perMinute: 7), Self.growing] {
            let plan = RolloutPlan(filter: nil, pace: pace)
            let data = try JSONEncoder().encode(plan)
            #expect(try JSONDecoder().decode(RolloutPlan.self, from: data) == plan)
            #expect(String(decoding: data, as: UTF8.self).contains("pace") == (pace != nil))
            #expect(plan.leastVersion == (pace == nil ? 1 : 2))
        }
    }

    @Test(arguments: [
        (JoinPace(perMinute: 10), 1, 0, 0), (JoinPace(perMinute: 10), 10, 0, 0), (JoinPace(perMinute: 10), 11, 0, 1),
        (JoinPace(perMinute: 10), 100, 50, 9), (JoinPace(perMinute: 1), 1_000_000, 0, 999_999),
        // 50 ten times, 100 five times, 200 three times, of which the last is not full.
        (Self.growing, 500, 0, 9), (Self.growing, 501, 0, 10), (Self.growing, 1_001, 0, 15),
        (Self.growing, 1_001, 2_500, 1),
    ])
    func `so many minutes pass before the last of some can begin`(
        pace: JoinPace, count: Int, begun: Int, minutes: Int
    ) {
        #expect(pace.minutes(toBegin: count, after: begun) == minutes)
    }

    @Test func `minutes that are counted in strides are those that are counted one by one`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            let pace = JoinPace(
                perMinute: .random(in: 1...20, using: &generator),
                growth: .init(
                    factor: .random(in: 1.1...3, using: &generator), verified: .random(in: 1...60, using: &generator),
                    limit: .random(in: 21...90, using: &generator)))
            let (count, begun) = (Int.random(in: 1...900, using: &generator), Int.random(in: 0...90, using: &generator))
            var (left, verified, minutes) = (count, begun, 0)
            while left > pace.rate(verified: verified) {
                let rate = pace.rate(verified: verified)
                (left, verified, minutes) = (left - rate, verified + rate, minutes + 1)
            }
            #expect(pace.minutes(toBegin: count, after: begun) == minutes)
        }
    }

    @Test func `a rollout takes as long as its devices need to begin, and its waves to soak`() {
        var plan = RolloutPlan(filter: nil, waves: [.init(size: .count(100)), .init(size: .share(1))])
        #expect(plan.shortestDuration(ofWaves: [100, 900], releaseSize: 1) == .seconds(1_800))
        plan.pace = JoinPace(perMinute: 10)
        // 90 of 100 have to be verified.
        #expect(plan.shortestDuration(ofWaves: [100, 900], releaseSize: 1) == .seconds(1_800 + 8 * 60))
        #expect(plan.shortestDuration(ofWaves: [0, 1_000], releaseSize: 1) == .zero)
        plan.waves.append(.init(size: .share(1)))
        plan.pace = JoinPace(perMinute: 10, growth: .init(factor: 2, verified: 100, limit: 20))
        #expect(plan.shortestDuration(ofWaves: [100, 100, 800], releaseSize: 1) == .seconds(3_600 + (8 + 4) * 60))
        // 90 times 10 MB; by the pace alone it would take less.
        plan.bytesPerSecond = 1_000_000
        let loading = 2 * (1_800 + 900)
        #expect(plan.shortestDuration(ofWaves: [100, 100, 800], releaseSize: 10_000_000) == .seconds(loading))
    }

    @Test func `what is typed is a pace, or its faults stand at its field`() {
        var text = PaceText()
        #expect(text.pace == nil && text.faults.isEmpty)
        text.perMinute = "50 x2 every 500 verified up to 1000"
        #expect(text.pace == Self.growing && text.faults.isEmpty)
        text.perMinute = "fast"
        #expect(text.faults.map(\.field) == ["per_minute"])
        text.perMinute = "0 x20 every 5 verified up to 9"
        #expect(
            text.faults.map(\.description) == [
                "per_minute: must be from 1 to 1000000", "per_minute: factor must be from 1.1 to 10.0",
            ])
        text.bytesPerSecond = "5 MB"
        #expect(text.faults.last?.description == "bytes_per_second: takes a number of bytes, such as 5000000")
        text.bytesPerSecond = "5"
        #expect(text.faults.last?.description == "bytes_per_second: must be from 1000 to 1000000000000")
        text.bytesPerSecond = "5000000"
        #expect(text.budget == 5_000_000 && text.faults.count == 2)
        #expect(PaceText.field(ofRequest: "pace.limit") == .perMinute)
        #expect(PaceText.field(ofRequest: "bytes_per_second") == .bytesPerSecond)
        #expect(PaceText.field(ofRequest: "pacemaker") == nil)
    }
}
