/// How far a release is on its way to the field.
package enum FirmwareReleaseStatus: String, CaseIterable, Hashable, Sendable, Codable {
    case draft
    case testing
    case approved
    case deprecated

    /// Where a release goes from here unless it is sent back; none from the end.
    package var onward: FirmwareReleaseStatus? { Self.allCases.last(where: allows) }

    /// Whether a release may be promoted from here to `next`.
    package func allows(_ next: FirmwareReleaseStatus) -> Bool {
        switch (self, next) {
        case (.draft, .testing): true
        case (.testing, .approved), (.testing, .draft): true
        case (.approved, .deprecated): true
        case (.draft, .draft), (.draft, .approved), (.draft, .deprecated): false
        case (.testing, .testing), (.testing, .deprecated): false
        case (.approved, .draft), (.approved, .testing), (.approved, .approved): false
        case (.deprecated, .draft), (.deprecated, .testing), (.deprecated, .approved), (.deprecated, .deprecated): false
        }
    }
}
