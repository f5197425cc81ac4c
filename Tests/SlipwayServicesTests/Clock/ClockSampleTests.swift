import SlipwayCore
import Testing

@testable import SlipwayServices

/// What one transaction tells of the clock that dates it.
struct ClockSampleTests {
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - now: what the database's clock showed.
    ///   - asked: when the transaction was asked for, by this machine's clock.
    ///   - begun: when it had begun. All in seconds.
    private func sample(_ now: Int64, asked: Int64, begun: Int64) -> ClockSample {
        func moment(_ second: Int64) -> ClockSample.Moment {
            .init(instant: start + .seconds(second), wall: Timestamp(milliseconds: second * 1_000))
        }
        return ClockSample(
            now: Timestamp(milliseconds: now * 1_000), asked: moment(asked), begun: moment(begun))
    }

    @Test(arguments: [
        // As much time passed by both clocks.
        (at: Int64(10), asked: Int64(10), begun: Int64(10), jump: Int64(0)), (3_610, 10, 10, 3_600),
        (-3_590, 10, 10, -3_600), (40, 30, 40, 0),
        // It waited for 20 s, and the clock was read at any time of that.
        (10, 10, 30, 0), (30, 10, 30, 0), (31, 10, 30, 1), (9, 10, 30, -1),
    ])
    func `a clock has jumped by what the time that passed cannot explain`(
        at now: Int64, asked: Int64, begun: Int64, jump: Int64
    ) {
        let first = sample(0, asked: 0, begun: 0)
        #expect(sample(now, asked: asked, begun: begun).jump(since: first) == .seconds(jump))
    }

    @Test func `two transactions at once are no jump, whichever ends first`() {
        let long = sample(9, asked: 0, begun: 20)
        let short = sample(10, asked: 10, begun: 11)
        #expect(long.jump(since: short) == .zero)
        #expect(short.jump(since: long) == .zero)
    }

    @Test(arguments: [
        (Int64(100), Int64(100), Int64(100), Int64(0), true), (105, 100, 101, 4, true), (97, 100, 101, -3, true),
        // Long in coming: what is inside of that says nothing.
        (105, 100, 110, 0, false), (130, 100, 110, 20, true),
    ])
    func `a difference counts as far as the way to the database cannot explain it`(
        now: Int64, asked: Int64, begun: Int64, least: Int64, isCertain: Bool
    ) {
        let found = sample(now, asked: asked, begun: begun).difference(limit: .seconds(2))
        #expect(found?.least == .seconds(least))
        #expect(found?.isCertain == isCertain)
    }
}
