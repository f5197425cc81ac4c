import Testing

@testable import TerminalUI

struct TimeTests {
    private let now = ClockReading(
        instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: 1_706_796_180_000), localOffset: 7_200)

    @Test(arguments: [
        (0, "14:03Z", "16:03", "0s ago"), (-1_140_000, "13:44Z", "15:44", "19m ago"),
        (-86_400_000, "01-31 14:03Z", "01-31 16:03", "24h ago"),
        (-31_536_000_000, "2023-02-01", "2023-02-01", "365d ago"),
        (90_000, "14:04Z", "16:04", "in 1m"),
    ])
    func `a time is told in three ways`(offset: Int64, utc: String, local: String, relative: String) {
        let time = WallTime(milliseconds: now.wall.milliseconds + offset)
        #expect(TimeStyle.utc.text(time, at: now).plain() == utc)
        #expect(TimeStyle.local.text(time, at: now).plain() == local)
        #expect(TimeStyle.relative.text(time, at: now).plain() == relative)
    }

    @Test func `a time of another year has its date, and where seconds count all of it`() {
        let now = ClockReading(
            instant: ScreenInstant(milliseconds: 0), wall: WallTime(milliseconds: 1_767_225_605_000))
        let time = WallTime(milliseconds: 1_767_225_598_000)
        #expect(TimeStyle.utc.text(time, at: now) == "2025-12-31")
        #expect(TimeStyle.utc.text(time, at: now, seconds: true) == "2025-12-31 23:59:58Z")
    }

    @Test(arguments: [
        (-5, "0s", "0:00"), (12_999, "12s", "0:12"), (192_000, "3m12s", "3:12"), (180_000, "3m", "3:00"),
        (7_500_000, "2h05m", "2:05:00"), (345_600_000, "4d", "96:00:00"),
    ])
    func `a span has at most two units`(milliseconds: Int64, span: String, stopwatch: String) {
        #expect(TimeStyle.span(milliseconds).plain() == span)
        #expect(TimeStyle.stopwatch(milliseconds).plain() == stopwatch)
    }

    @Test func `leap days and times before 1970 are right`() {
        let leap = WallTime(milliseconds: 1_709_164_800_000).parts()
        #expect((leap.year, leap.month, leap.day) == (2024, 2, 29))
        let early = WallTime(milliseconds: -1).parts()
        #expect((early.year, early.month, early.day, early.hour, early.second) == (1969, 12, 31, 23, 59))
    }
}
