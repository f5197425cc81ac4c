import TerminalUI

/// What some devices are made of: organizations, versions and hardware, the most common first.
struct FleetBreakdown: Sendable {
    /// Values named of each; the others are counted.
    static let shown = 4

    private let attributes: [(name: SafeText, values: [String])]

    init(_ devices: [(organization: String, version: String, hardware: String)]) {
        attributes = [
            ("organization", devices.map(\.organization)), ("version", devices.map(\.version)),
            ("hardware", devices.map(\.hardware)),
        ]
    }

    /// `version  4.11.3 380, 4.9.2 20`.
    func lines(columns: Int) -> [StyledText] {
        FactLines.of(
            attributes.map { attribute in
                let counts = Dictionary(attribute.values.map { ($0, 1) }, uniquingKeysWith: +)
                return (attribute.name, Self.text(counts.map { ($0.key, $0.value) }))
            }, columns: columns)
    }

    /// `4.11.3 380, 4.9.2 20`.
    static func text(_ values: [(value: String, count: Int)]) -> SafeText {
        let counts = values.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
        guard !counts.isEmpty else { return "-" }
        let named = counts.prefix(shown).map { DeviceColumns.known($0.value) + " " + CountText.exact($0.count) }
        let more = counts.count - named.count
        let text = named.dropFirst().reduce(named[0]) { $0 + ", " + $1 }
        return more > 0 ? text + ", and \(more) more" : text
    }
}
