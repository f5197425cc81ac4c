import SlipwayCore

/// The windows of a plan in its zone, as instants.
///
/// In the gap of a clock change a window opens, or closes, at the next minute that there is, and is left out where nothing
/// of it remains; in the overlap it opens once, and closes with the first of the two equal times.
struct MaintenanceWindows: Sendable {
    private let windows: [WindowPlan]
    private let zone: ZonedTime

    init(_ windows: [WindowPlan], in zone: ZonedTime) {
        self.windows = windows
        self.zone = zone
    }

    /// None where the plan has none, or names a zone that this machine does not know.
    init?(of plan: RolloutPlan) {
        guard !plan.windows.isEmpty,
            let zone = ZonedTime(plan.schedule?.timeZone ?? NewOrganization.defaultTimeZone)
        else { return nil }
        self.init(plan.windows, in: zone)
    }

    /// The window that is open, or the next one to open; those that follow one another without a pause are one.
    ///
    /// - Parameter end: none opens at that instant, or later.
    /// - Returns: none where none opens before the end, or within the two weeks in which every window opens.
    func window(at instant: Timestamp, until end: Timestamp? = nil) -> MaintenanceWindow? {
        let today = day(of: zone.localTime(at: instant))
        // From before the longest that may be open still.
        let found = (today - 8...today + 15).flatMap { windows(on: $0) }.sorted { $0.opensAt < $1.opensAt }
        var joined: [MaintenanceWindow] = []
        for window in found {
            if let last = joined.last, window.opensAt <= last.closesAt {
                joined[joined.count - 1] = MaintenanceWindow(
                    opensAt: last.opensAt, closesAt: max(last.closesAt, window.closesAt))
            } else {
                joined.append(window)
            }
        }
        let next = joined.first { $0.closesAt > instant }
        return next.flatMap { next in end.map { next.opensAt < $0 } ?? true ? next : nil }
    }

    private func windows(on day: Int64) -> [MaintenanceWindow] {
        let weekday = Weekday(ofDay: day)
        return windows.filter { $0.days.contains(weekday) }.compactMap { window in
            let opensAt = instant(of: window.from.minute, on: day)
            let closesAt = instant(of: window.from.minute + window.minutes, on: day)
            return opensAt < closesAt ? MaintenanceWindow(opensAt: opensAt, closesAt: closesAt) : nil
        }
    }

    private func instant(of minute: Int, on day: Int64) -> Timestamp {
        zone.firstInstant(of: LocalTime(inUTC: Timestamp(milliseconds: (day * 1_440 + Int64(minute)) * 60_000)))
    }

    /// Counted from 1970-01-01.
    private func day(of time: LocalTime) -> Int64 {
        let perDay: Int64 = 86_400_000
        let milliseconds = time.inUTC.milliseconds
        return (milliseconds - (milliseconds % perDay + perDay) % perDay) / perDay
    }
}
