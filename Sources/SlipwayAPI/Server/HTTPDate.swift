import SlipwayCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The time of an answer (RFC 9110, section 5.6.7), spelled once a second.
final class HTTPDate: Sendable {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private let clock: @Sendable () -> Timestamp
    private let latest = Mutex<(second: time_t, text: String)>((0, ""))

    init(_ clock: @escaping @Sendable () -> Timestamp) { self.clock = clock }

    var text: String {
        let now = time_t(clock().milliseconds / 1_000)
        return latest.withLock { latest in
            if latest.second != now { latest = (now, Self.text(of: now)) }
            return latest.text
        }
    }

    /// The same in every locale.
    ///
    /// - Parameter second: since 1970, of a year with four digits.
    static func text(of second: time_t) -> String {
        var (second, date) = (second, tm())
        gmtime_r(&second, &date)
        let clock = [date.tm_hour, date.tm_min, date.tm_sec].map(twoDigits).joined(separator: ":")
        return "\(days[Int(date.tm_wday)]), \(twoDigits(date.tm_mday)) \(months[Int(date.tm_mon)]) "
            + "\(date.tm_year + 1_900) \(clock) GMT"
    }

    private static func twoDigits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
