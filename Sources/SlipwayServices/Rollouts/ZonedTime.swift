import Foundation
import SlipwayCore

/// What clocks show in a zone of the IANA database, over all their changes.
package struct ZonedTime: Sendable {
    let name: String
    private let zone: TimeZone

    /// None for what is no such zone.
    init?(_ name: String) {
        let isPlace = name.contains("/") || name == NewOrganization.defaultTimeZone
        guard isPlace || TimeZone.knownTimeZoneIdentifiers.contains(name), let zone = TimeZone(identifier: name)
        else { return nil }
        self.name = name
        self.zone = zone
    }

    package static func isKnown(_ name: String) -> Bool { ZonedTime(name) != nil }

    /// Names of zones, in order; of bounded number.
    package static func names(beginning start: String) -> [String] {
        let start = start.lowercased()
        let found = (TimeZone.knownTimeZoneIdentifiers + [NewOrganization.defaultTimeZone]).sorted()
            .filter { $0.lowercased().hasPrefix(start) }
        return Array(found.prefix(20))
    }

    /// What is wrong with a name that ``init(_:)`` does not take.
    package static func fault(of name: String) -> String {
        name.isEmpty ? "is empty" : "is not a time zone such as Europe/Berlin or UTC"
    }

    /// What clocks show at the instant.
    func localTime(at instant: Timestamp) -> LocalTime { LocalTime(inUTC: instant + offset(at: instant)) }

    /// When clocks show the time, the first one first: none in the gap of a change, two in the overlap of one.
    func instants(of time: LocalTime) -> [Timestamp] {
        // No zone changes twice within two days; what is before and after has one of these offsets.
        let offsets = [offset(at: time.inUTC - .seconds(86_400)), offset(at: time.inUTC + .seconds(86_400))]
        return Set(offsets.map { time.inUTC - $0 }).sorted().filter { localTime(at: $0) == time }
    }

    /// The first instant at which clocks show the time; where they skip it, the one at which they go on.
    func firstInstant(of time: LocalTime) -> Timestamp {
        if let first = instants(of: time).first { return first }
        let offsets = [offset(at: time.inUTC - .seconds(86_400)), offset(at: time.inUTC + .seconds(86_400))]
        // The change lies between the instants that the two offsets make of it.
        var (before, after) = (time.inUTC - max(offsets[0], offsets[1]), time.inUTC - min(offsets[0], offsets[1]))
        let old = offset(at: before)
        while after - before > .milliseconds(1) {
            let middle = before + (after - before) / 2
            if offset(at: middle) == old { before = middle } else { after = middle }
        }
        return after
    }

    private func offset(at instant: Timestamp) -> Duration {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000)
        return .seconds(zone.secondsFromGMT(for: date))
    }
}
