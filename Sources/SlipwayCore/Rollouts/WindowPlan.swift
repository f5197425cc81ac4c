/// A time of the week in which the devices of a rollout may update, as clocks show it.
package struct WindowPlan: Hashable, Sendable, Codable {
    /// Of one rollout.
    package static let maximumCount = 20

    /// On which it opens; where it goes past midnight, it closes on the next day.
    package var days: [Weekday]
    package var from: TimeOfDay
    package var to: TimeOfDay

    package init(days: [Weekday], from: TimeOfDay, to: TimeOfDay) {
        self.days = days
        self.from = from
        self.to = to
    }

    /// Reads `Mon-Fri 02:00-04:00` and `Sat,Sun 22:00-06:00`; none for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2 else { return nil }
        let times = parts[1].split(separator: "-", omittingEmptySubsequences: false)
        guard let days = Weekday.days(parts[0]), times.count == 2, let from = TimeOfDay(String(times[0])),
            let to = TimeOfDay(String(times[1]))
        else { return nil }
        self.init(days: days, from: from, to: to)
    }

    /// How long it is by clocks that are not set meanwhile, in minutes; 0 where it is empty.
    package var minutes: Int { to.minute - from.minute + (from <= to ? 0 : TimeOfDay.minutesPerDay) }

    /// Everything that contradicts itself in windows, in the order of the fields.
    package static func faults(of windows: [WindowPlan]) -> [FieldFault] {
        var faults: [FieldFault] = []
        if windows.count > maximumCount {
            faults.append(FieldFault(field: "windows", fault: "must be at most \(maximumCount)"))
        }
        var week = WindowWeek()
        for (index, window) in windows.prefix(maximumCount).enumerated() {
            let field = "windows.\(index + 1)"
            if window.days.isEmpty { faults.append(FieldFault(field: "\(field).days", fault: "names no day")) }
            if let twice = window.days.enumerated().first(where: { window.days.prefix($0).contains($1) })?.element {
                faults.append(FieldFault(field: "\(field).days", fault: "names \(twice.name) twice"))
            }
            if window.from == .endOfDay {
                faults.append(FieldFault(field: "\(field).from", fault: "must be before 24:00"))
            }
            if window.minutes == 0 {
                faults.append(FieldFault(field: "\(field).to", fault: "is the same as from: the window is empty"))
            }
            if let other = week.add(window, number: index + 1) {
                faults.append(FieldFault(field: field, fault: "overlaps window \(other)"))
            }
        }
        if faults.isEmpty, week.isFull {
            faults.append(FieldFault(field: "windows", fault: "never close: leave them out"))
        }
        return faults
    }
}

extension WindowPlan: CustomStringConvertible {
    /// As ``init(_:)`` reads it.
    package var description: String { "\(Weekday.text(of: days)) \(from)-\(to)" }
}

/// A week minute by minute, and which window has each.
private struct WindowWeek {
    private var owners = [Int](repeating: 0, count: 7 * TimeOfDay.minutesPerDay)

    var isFull: Bool { !owners.contains(0) }

    /// - Returns: the number of one that has a part of it already, if any.
    mutating func add(_ window: WindowPlan, number: Int) -> Int? {
        var other: Int?
        for day in Set(window.days) {
            let start = day.number * TimeOfDay.minutesPerDay + window.from.minute
            for minute in start..<(start + window.minutes) {
                let place = minute % owners.count
                if owners[place] != 0, owners[place] != number { other = other ?? owners[place] }
                owners[place] = number
            }
        }
        return other
    }
}

/// A day of the week.
package enum Weekday: String, CaseIterable, Hashable, Sendable, Codable {
    case monday = "mon"
    case tuesday = "tue"
    case wednesday = "wed"
    case thursday = "thu"
    case friday = "fri"
    case saturday = "sat"
    case sunday = "sun"

    /// From 0 for Monday.
    package var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// As `Mon`.
    package var name: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// - Parameter day: counted from 1970-01-01, which was a Thursday.
    package init(ofDay day: Int64) {
        self = Self.allCases[Int(((day + 3) % 7 + 7) % 7)]
    }

    /// Reads `Mon`, `Mon-Fri`, `Fri-Mon` and several of these with commas between them, in either case.
    package static func days(_ text: some StringProtocol) -> [Weekday]? {
        var days: [Weekday] = []
        for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
                .map { Weekday(rawValue: String($0)) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
            let length = (last.number - first.number + 7) % 7
            days += (first.number...(first.number + length)).map { allCases[$0 % 7] }
        }
        return days
    }

    /// Three and more days that follow one another as `Mon-Fri`.
    package static func text(of days: [Weekday]) -> String {
        var parts: [[Weekday]] = []
        for day in days {
            if let last = parts.last?.last, last.number + 1 == day.number {
                parts[parts.count - 1].append(day)
            } else {
                parts.append([day])
            }
        }
        return parts.flatMap { part -> [String] in
            guard part.count > 2 else { return part.map(\.name) }
            return ["\(part[0].name)-\(part[part.count - 1].name)"]
        }.joined(separator: ",")
    }
}

/// A time of day to the minute, from 00:00 to 24:00.
package struct TimeOfDay: Hashable, Sendable {
    package static let minutesPerDay = 1_440
    package static let endOfDay = TimeOfDay(minute: minutesPerDay)

    /// Since midnight.
    package let minute: Int

    package init(minute: Int) { self.minute = min(max(minute, 0), Self.minutesPerDay) }

    /// Reads `02:00`, and nothing else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let places = [0, 1, 3, 4].map { bytes.count == 5 ? Int(bytes[$0]) - Int(UInt8(ascii: "0")) : -1 }
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), places.allSatisfy({ (0...9).contains($0) })
        else { return nil }
        let (hour, rest) = (places[0] * 10 + places[1], places[2] * 10 + places[3])
        guard rest < 60, hour * 60 + rest <= Self.minutesPerDay else { return nil }
        minute = hour * 60 + rest
    }
}

extension TimeOfDay: Comparable {
    package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minute < right.minute }
}

extension TimeOfDay: CustomStringConvertible {
    package var description: String {
        let (hour, rest) = (minute / 60, minute % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
}

extension TimeOfDay: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = TimeOfDay(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time of day like 02:00")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
