import SlipwayCore
import Testing

@Suite struct TimesTextTests {
    @Test func `what is typed is a schedule with windows, or none`() throws {
        #expect(TimesText().schedule == nil)
        #expect(TimesText().windowPlans.isEmpty)
        #expect(TimesText().faults.isEmpty)
        var text = TimesText()
        text.start = "2026-12-01 02:00"
        text.timeZone = "Europe/Berlin"
        text.windows = " Mon-Fri 02:00-04:00;Fri,Sat 22:00-06:00 ; "
        #expect(text.schedule == SchedulePlan(start: PlannedTime("2026-12-01T02:00"), timeZone: "Europe/Berlin"))
        #expect(text.windowPlans.map(\.description) == ["Mon-Fri 02:00-04:00", "Fri,Sat 22:00-06:00"])
        #expect(text.faults.isEmpty)
    }

    @Test func `every fault is named at once, at its field`() {
        var text = TimesText()
        text.start = "tomorrow"
        text.end = "2026-12-01"
        text.windows = "Mon 02:00-04:00; night"
        #expect(text.faults.map(\.field) == ["start", "end", "windows"])
        text.windows = "Mon 02:00-04:00; Mon 03:00-05:00; Tue 01:00-01:00"
        #expect(
            text.faults.suffix(2).map(\.description) == [
                "windows: window 2 overlaps window 1",
                "windows: window 3 is the same as from: the window is empty",
            ])
    }

    @Test(
        arguments: [
            ("schedule.start", .start), ("schedule.end", .end), ("schedule.time_zone", .timeZone),
            ("windows", .windows), ("windows.2.to", .windows), ("waves", nil), ("filter", nil),
        ] as [(String, TimesText.Field?)])
    func `a fault of a request has its field`(name: String, field: TimesText.Field?) {
        #expect(TimesText.field(ofRequest: name) == field)
    }
}
