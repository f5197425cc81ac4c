import TerminalUI

/// What some devices are made of: organizations, versions and hardware, the most common first.
struct FleetBreakdown: Sendable {
    /// Values named of each; the others are counted.
    private static let shown = 4

    private let attributes: [(name: SafeText, values: [String])]

    init(_ devices: [(organization: String, version: String, hardware: String)]) {
        attributes = [
            ("organization", devices.map(\.organization)), ("version", devices.map(\.version)),
            ("hardware", devices.map(\.hardware)),
        ]
    }

    /// `version  4.11.3 380, 4.9.2 20`.
    func lines(columns: Int) -> [StyledText] {
        FactLines.of(attributes.map { ($0.name, Self.text($0.values)) }, columns: columns)
    }

    private static func text(_ values: [String]) -> SafeText {
        let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !counts.isEmpty else { return "-" }
        let named = counts.prefix(shown).map { DeviceColumns.known($0.key) + " " + CountText.exact($0.value) }
        let more = counts.count - named.count
        let text = named.dropFirst().reduce(named[0]) { $0 + ", " + $1 }
        return more > 0 ? text + ", and \(more) more" : text
    }
}
