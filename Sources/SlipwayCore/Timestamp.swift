/// An instant in UTC to the millisecond, in the years 0001 to 9999; anything outside is clamped to that range.
package struct Timestamp: Sendable, Hashable {
    /// Since 1970-01-01T00:00:00Z, without leap seconds.
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.earliest), Self.latest)
    }

    /// Reads `2026-11-23T14:03:07.125Z`, or the same without `.125`, and nothing else.
    package init?(iso8601 text: String) {
        guard let moment = CivilMoment(iso8601: text) else { return nil }
        milliseconds = moment.milliseconds
    }

    /// The time of day as `14:03:07Z`.
    package var clockTime: String { CivilMoment(self).clockTime }

    /// The time of day as `14:03Z`.
    package var clockMinute: String { CivilMoment(self).clockMinute }

    private static let earliest: Int64 = -62_135_596_800_000
    private static let latest: Int64 = 253_402_300_799_999
}

extension Timestamp: Comparable {
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Timestamp {
    /// Parts of a duration below a millisecond are dropped, towards zero, so that adding and subtracting undo each other.
    package static func + (start: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = start.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return Timestamp(milliseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    package static func - (start: Timestamp, duration: Duration) -> Timestamp {
        let (difference, overflow) = start.milliseconds.subtractingReportingOverflow(duration.wholeMilliseconds)
        return Timestamp(milliseconds: overflow ? (duration < .zero ? .max : .min) : difference)
    }

    package static func - (end: Timestamp, start: Timestamp) -> Duration {
        .milliseconds(end.milliseconds - start.milliseconds)
    }
}

extension Timestamp: CustomStringConvertible {
    /// ISO 8601 as `2026-11-23T14:03:07.125Z`: always 24 characters, so that texts sort as instants do.
    package var description: String { CivilMoment(self).iso8601 }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let timestamp = Timestamp(iso8601: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not an instant like 2026-11-23T14:03:07.125Z")
        }
        self = timestamp
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// An instant as calendar and clock read it in UTC.
private struct CivilMoment {
    let year, month, day, hour, minute, second, millisecond: Int64

    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    init(_ timestamp: Timestamp) {
        let perDay: Int64 = 86_400_000
        let sinceMidnight = (timestamp.milliseconds % perDay + perDay) % perDay
        // Hinnant counts from 0000-03-01, so that a leap day is the last day of its year.
        let days = (timestamp.milliseconds - sinceMidnight) / perDay + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = sinceMidnight / 3_600_000
        minute = sinceMidnight / 60_000 % 60
        second = sinceMidnight / 1_000 % 60
        millisecond = sinceMidnight % 1_000
    }

    init?(iso8601 text: String) {
        let bytes = Array(text.utf8.prefix(25))
        let shape = Array((bytes.count == 20 ? "0000-00-00T00:00:00Z" : "0000-00-00T00:00:00.000Z").utf8)
        let zero = UInt8(ascii: "0")
        let digits = zero...UInt8(ascii: "9")
        guard bytes.count == shape.count,
            zip(bytes, shape).allSatisfy({ $1 == zero ? digits.contains($0) : $0 == $1 })
        else { return nil }
        func number(_ range: Range<Int>) -> Int64 {
            bytes[range].reduce(0) { $0 * 10 + Int64($1 - zero) }
        }
        (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        millisecond = bytes.count == 20 ? 0 : number(20..<23)
        guard year >= 1, 1...12 ~= month, 1...Self.days(inMonth: month, of: year) ~= day,
            hour <= 23, minute <= 59, second <= 59
        else { return nil }
    }

    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    var milliseconds: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + millisecond
    }

    /// Written where it stays, without texts for its parts: a page of a list holds a thousand instants.
    var iso8601: String {
        let pattern: StaticString = "0000-00-00T00:00:00.000Z"
        return String(unsafeUninitializedCapacity: pattern.utf8CodeUnitCount) { text in
            func write(_ value: Int64, in places: Range<Int>) {
                var rest = value
                for place in places.reversed() {
                    text[place] += UInt8(rest % 10)
                    rest /= 10
                }
            }
            let end = pattern.withUTF8Buffer { text.update(fromContentsOf: $0) }
            write(year, in: 0..<4)
            write(month, in: 5..<7)
            write(day, in: 8..<10)
            write(hour, in: 11..<13)
            write(minute, in: 14..<16)
            write(second, in: 17..<19)
            write(millisecond, in: 20..<23)
            return end
        }
    }

    var clockTime: String { "\(clock)Z" }
    var clockMinute: String { "\(padded(hour)):\(padded(minute))Z" }
    private var clock: String { "\(padded(hour)):\(padded(minute)):\(padded(second))" }

    private static func days(inMonth month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

private func padded(_ value: Int64, to width: Int = 2) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Duration {
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }
}
