/// When a rollout begins and ends, as its plan says it.
package struct SchedulePlan: Hashable, Sendable, Codable {
    /// None where it begins at once.
    package var start: PlannedTime?
    /// None where it ends with its devices.
    package var end: PlannedTime?
    /// Of the IANA database, such as `Europe/Berlin`: where local times and windows count. None for that of the
    /// organization; a plan that is stored and needs a zone names it.
    package var timeZone: String?

    package init(start: PlannedTime? = nil, end: PlannedTime? = nil, timeZone: String? = nil) {
        self.start = start
        self.end = end
        self.timeZone = timeZone
    }

    private enum CodingKeys: String, CodingKey {
        case start, end
        case timeZone = "time_zone"
    }
}

/// A time of a plan: an instant, or what clocks show at a place.
package enum PlannedTime: Hashable, Sendable {
    case instant(Timestamp)
    case local(LocalTime)

    /// Reads `2026-12-01T01:00:00Z` as an instant, and as a local time `2026-12-01T02:00`, also with seconds or a space.
    package init?(_ text: String) {
        if let instant = Timestamp(iso8601: text) {
            self = .instant(instant)
        } else if let time = LocalTime(text) {
            self = .local(time)
        } else {
            return nil
        }
    }

    package var isLocal: Bool {
        switch self {
        case .instant: false
        case .local: true
        }
    }
}

extension PlannedTime: CustomStringConvertible {
    package var description: String {
        switch self {
        case .instant(let instant): instant.description
        case .local(let time): time.description
        }
    }
}

extension PlannedTime: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = PlannedTime(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "neither an instant nor a local time like 2026-12-01T02:00")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A date and a time of day as clocks show them, whatever the place.
package struct LocalTime: Hashable, Sendable {
    /// The instant at which clocks show it where they are never set.
    package let inUTC: Timestamp

    package init(inUTC: Timestamp) { self.inUTC = inUTC }

    /// Reads `2026-12-01T02:00` and `2026-12-01T02:00:30`, also with a space for the `T`, and nothing else.
    package init?(_ text: String) {
        var text = text
        if text.count == "2026-12-01T02:00".count { text += ":00" }
        guard text.count == "2026-12-01T02:00:00".count,
            let instant = Timestamp(iso8601: text.replacing(" ", with: "T", maxReplacements: 1) + "Z")
        else { return nil }
        inUTC = instant
    }
}

extension LocalTime: CustomStringConvertible {
    /// As `2026-12-01T02:00`, with seconds only where there are some.
    package var description: String {
        let text = inUTC.description.prefix("2026-12-01T02:00:00".count)
        return String(text.hasSuffix(":00") ? text.dropLast(3) : text)
    }
}
