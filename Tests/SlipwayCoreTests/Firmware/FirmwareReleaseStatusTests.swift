import SlipwayCore
import Testing

@Suite struct FirmwareReleaseStatusTests {
    @Test(arguments: table) func `a release is promoted only where the table says`(row: Row) {
        #expect(row.from.allows(row.to) == row.allowed)
    }

    @Test func `the table names every pair once`() {
        let pairs = Set(Self.table.map { [$0.from.rawValue, $0.to.rawValue] })
        #expect(pairs.count == Self.table.count)
        #expect(pairs.count == FirmwareReleaseStatus.allCases.count * FirmwareReleaseStatus.allCases.count)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let from: FirmwareReleaseStatus
        let to: FirmwareReleaseStatus
        let allowed: Bool

        init(_ from: FirmwareReleaseStatus, to: FirmwareReleaseStatus, _ allowed: Bool) {
            self.from = from
            self.to = to
            self.allowed = allowed
        }

        var testDescription: String { "\(from) to \(to)" }
    }

    static let table: [Row] = [
        Row(.draft, to: .draft, false),
        Row(.draft, to: .testing, true),
        Row(.draft, to: .approved, false),
        Row(.draft, to: .deprecated, false),

        Row(.testing, to: .draft, true),
        Row(.testing, to: .testing, false),
        Row(.testing, to: .approved, true),
        Row(.testing, to: .deprecated, false),

        Row(.approved, to: .draft, false),
        Row(.approved, to: .testing, false),
        Row(.approved, to: .approved, false),
        Row(.approved, to: .deprecated, true),

        Row(.deprecated, to: .draft, false),
        Row(.deprecated, to: .testing, false),
        Row(.deprecated, to: .approved, false),
        Row(.deprecated, to: .deprecated, false),
    ]
}
