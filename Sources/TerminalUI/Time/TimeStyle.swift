/// How times are told; `t` goes round.
package enum TimeStyle: Hashable, Sendable, CaseIterable {
    case utc, local, relative

    package var next: TimeStyle {
        switch self {
        case .utc: .local
        case .local: .relative
        case .relative: .utc
        }
    }

    package var name: SafeText {
        switch self {
        case .utc: "UTC"
        case .local: "local time"
        case .relative: "relative time"
        }
    }

    /// `14:03Z`, `16:03`, or `19m ago`; another day than today shows its date as well, and another year the time of day
    /// only where seconds count: `2025-12-31 23:59:58Z`.
    package func text(_ time: WallTime, at now: ClockReading, seconds: Bool = false) -> SafeText {
        switch self {
        case .utc: Self.clock(time, now: now.wall, offset: 0, seconds: seconds, suffix: "Z")
        case .local: Self.clock(time, now: now.wall, offset: now.localOffset, seconds: seconds, suffix: "")
        case .relative: Self.distance(now.wall.milliseconds - time.milliseconds)
        }
    }

    /// `12s`, `3m12s`, `2h05m`, `4d`: at most two units. Milliseconds, never negative.
    package static func span(_ milliseconds: Int64) -> SafeText {
        let seconds = Int(max(0, milliseconds) / 1000)
        switch seconds {
        case ..<60: return SafeText("\(seconds)s")
        case ..<3600: return SafeText(seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds / 60)m\(two(seconds % 60))s")
        case ..<172_800: return SafeText("\(seconds / 3600)h\(two(seconds / 60 % 60))m")
        default: return SafeText("\(seconds / 86_400)d")
        }
    }

    /// `0:42`, `12:05`, `1:02:03`: how long something has been lost.
    package static func stopwatch(_ milliseconds: Int64) -> SafeText {
        let seconds = Int(max(0, milliseconds) / 1000)
        let start = seconds < 3600 ? "\(seconds / 60)" : "\(seconds / 3600):\(two(seconds / 60 % 60))"
        return SafeText("\(start):\(two(seconds % 60))")
    }

    private static func distance(_ milliseconds: Int64) -> SafeText {
        let seconds = abs(milliseconds) / 1000
        let amount: SafeText =
            switch seconds {
            case ..<60: "\(seconds)s"
            case ..<3600: "\(seconds / 60)m"
            case ..<172_800: "\(seconds / 3600)h"
            default: "\(seconds / 86_400)d"
            }
        return milliseconds < 0 ? "in " + amount : amount + " ago"
    }

    private static func clock(
        _ time: WallTime, now: WallTime, offset: Int, seconds: Bool, suffix: String
    ) -> SafeText {
        let parts = time.parts(offset: offset)
        let today = now.parts(offset: offset)
        let clock = "\(two(parts.hour)):\(two(parts.minute))" + (seconds ? ":\(two(parts.second))" : "") + suffix
        if parts.year == today.year, parts.month == today.month, parts.day == today.day { return SafeText(clock) }
        let date = "\(two(parts.month))-\(two(parts.day))"
        if parts.year == today.year { return SafeText("\(date) \(clock)") }
        return SafeText("\(parts.year)-\(date)" + (seconds ? " \(clock)" : ""))
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
