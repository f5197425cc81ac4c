import SlipwayCore
import Testing

@Suite struct BandwidthShareTests {
    private static let start = ContinuousClock.now

    private static func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    @Test func `a server that is alone uses the whole at once, until its heartbeat is too old`() {
        let share = BandwidthShare(of: 1, asked: Self.at(0), now: Self.at(1))
        #expect(share.part(of: 900) == 900)
        #expect(share.isUsable(at: Self.at(1)))
        #expect(share.isUsable(at: Self.at(9.9)))
        #expect(!share.isUsable(at: Self.at(10)))
    }

    @Test func `one that is new beside others waits until each of them has counted it`() {
        let share = BandwidthShare(of: 3, asked: Self.at(0), now: Self.at(1))
        #expect(share.part(of: 900) == 300)
        #expect(!share.isUsable(at: Self.at(5)))
        var renewed = share.renewed(of: 3, asked: Self.at(5), now: Self.at(5))
        #expect(!renewed.isUsable(at: Self.at(10.9)))
        renewed = renewed.renewed(of: 3, asked: Self.at(10), now: Self.at(10))
        #expect(renewed.isUsable(at: Self.at(11)))
        // The others are gone meanwhile.
        #expect(share.renewed(of: 1, asked: Self.at(5), now: Self.at(5)).isUsable(at: Self.at(5)))
    }

    @Test func `it uses its part on while others come and go, and begins again where it was too late`() {
        var share = BandwidthShare(of: 1, asked: Self.at(0), now: Self.at(0))
        share = share.renewed(of: 4, asked: Self.at(5), now: Self.at(5))
        #expect(share.isUsable(at: Self.at(5)) && share.part(of: 900) == 225)
        share = share.renewed(of: 2, asked: Self.at(14), now: Self.at(14.9))
        #expect(share.isUsable(at: Self.at(14.9)) && share.part(of: 900) == 450)
        share = share.renewed(of: 2, asked: Self.at(24), now: Self.at(24.1))
        #expect(!share.isUsable(at: Self.at(24.2)))
        #expect(!share.isUsable(at: Self.at(34.0)))
    }

    @Test func `time in which nothing may be used fills no bucket`() {
        let share = BandwidthShare(of: 2, asked: Self.at(0), now: Self.at(0))
        let renewed = share.renewed(of: 2, asked: Self.at(8), now: Self.at(8))
        #expect(renewed.usable(from: Self.at(0), to: Self.at(12)) == .seconds(2))
        #expect(renewed.usable(from: Self.at(11), to: Self.at(99)) == .seconds(7))
        #expect(renewed.usable(from: Self.at(20), to: Self.at(99)) == .zero)
        #expect(renewed.usable(from: Self.at(3), to: Self.at(4)) == .zero)
    }

    @Test func `a bucket gives what came in since, and never more than it holds`() {
        let share = BandwidthShare(of: 1, asked: Self.at(0), now: Self.at(0))
        var bucket = TokenBucket(at: Self.at(0))
        var taken = [bucket.take(1)]
        #expect(taken == [false])
        bucket.fill(rate: 100, capacity: 50, while: share, at: Self.at(0.25))
        #expect(bucket.missing(of: 30) == 5)
        taken = [bucket.take(26), bucket.take(25), bucket.take(1)]
        #expect(taken == [false, true, false])
        bucket.fill(rate: 100, capacity: 50, while: share, at: Self.at(9))
        taken = [bucket.take(50), bucket.take(1)]
        #expect(taken == [true, false])
        // A clock that is read twice out of order takes nothing back.
        bucket.fill(rate: 100, capacity: 50, while: share, at: Self.at(8))
        bucket.fill(rate: 100, capacity: 50, while: share, at: Self.at(9.5))
        taken = [bucket.take(50)]
        #expect(taken == [true])
    }

    @Test func `of any servers that come, go, hang and return, the parts are never more than the whole`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<50 {
            var rows: [Double?] = Array(repeating: nil, count: 4)
            var shares: [BandwidthShare?] = Array(repeating: nil, count: 4)
            for tick in 0..<600 {
                let now = Double(tick) / 4
                // Each second some have a heartbeat, in any order; whether one hangs is luck.
                for server in [0, 1, 2, 3].shuffled(using: &generator)
                where Int.random(in: 0..<16, using: &generator) == 0 {
                    // It is dated somewhat later than it was begun, and known somewhat later than it was dated.
                    let asked = now - Double.random(in: 0...0.2, using: &generator)
                    rows[server] = now
                    let live = rows.count { $0.map { now - $0 < 10 } ?? false }
                    shares[server] =
                        shares[server]?.renewed(of: live, asked: Self.at(asked), now: Self.at(now))
                        ?? BandwidthShare(of: live, asked: Self.at(asked), now: Self.at(now))
                }
                if Int.random(in: 0..<200, using: &generator) == 0 {
                    // One dies, and its row stays.
                    shares[Int.random(in: 0..<4, using: &generator)] = nil
                }
                let used = shares.reduce(0) { sum, share in
                    sum + (share.map { $0.isUsable(at: Self.at(now)) ? $0.part(of: 1) : 0 } ?? 0)
                }
                #expect(used <= 1.000_001, "at \(now): \(shares)")
            }
        }
    }
}
