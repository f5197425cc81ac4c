import Logging
import SlipwayCore
import Testing

@testable import SlipwayServices

/// What is told of the clock that dates the records.
struct DatabaseClockTests {
    private static let right = Timestamp(milliseconds: 1_900_000_000_000)

    private func clock(isCompared: Bool = true) -> DatabaseClock {
        DatabaseClock(
            wallClock: { Self.right }, isCompared: isCompared,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What a transaction that takes no time tells.
    private func look(_ clock: DatabaseClock, ahead: Duration, after time: Duration = .zero) {
        let moment = ClockSample.Moment(
            instant: clock.moment().instant.advanced(by: time), wall: clock.moment().wall)
        clock.note(ClockSample(now: Self.right + ahead, asked: moment, begun: moment))
    }

    @Test func `a database whose clock is another one is told until both agree again`() {
        let clock = clock()
        look(clock, ahead: .seconds(2))
        #expect(clock.trouble == nil)
        look(clock, ahead: .seconds(3))
        #expect(clock.trouble == .differs(.seconds(3)))
        look(clock, ahead: .milliseconds(1_500))
        #expect(clock.trouble == .differs(.milliseconds(1_500)))
        look(clock, ahead: .seconds(1))
        #expect(clock.trouble == nil)
        #expect(clock.difference == .seconds(1))
        #expect(clock.jumps.count == 0)
    }

    @Test func `a clock that jumps is counted each time, and told with how far it went last`() {
        let clock = clock(isCompared: false)
        look(clock, ahead: .zero)
        look(clock, ahead: .seconds(3_600))
        #expect(clock.jumps.count == 1)
        look(clock, ahead: .zero)
        #expect(clock.jumps.count == 2)
        guard case .jumped(let jump) = clock.trouble else {
            Issue.record("no jump is told")
            return
        }
        #expect(jump < .seconds(-3_595))
        #expect(clock.difference == .zero)
    }

    @Test func `a record dated ahead of the clock is a jump back, however often it is read`() {
        let clock = clock(isCompared: false)
        for _ in 0..<3 { clock.noteStored(Self.right + .seconds(3_600), at: Self.right) }
        #expect(clock.jumps.count == 1)
        #expect(clock.trouble == .jumped(.seconds(-3_600)))
    }

    @Test func `what the clocks of two machines may differ by is no jump`() {
        let clock = clock(isCompared: false)
        clock.noteStored(Self.right + .seconds(4), at: Self.right)
        clock.noteStored(Self.right - .seconds(4_000), at: Self.right)
        #expect(clock.trouble == nil)
    }
}
