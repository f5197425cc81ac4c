import SlipwayCore

extension CounterSubject {
    /// The values of subject_kind and subject_id.
    var columns: SQLArguments {
        switch self {
        case .organization(let id): ["organization", id.rawValue]
        case .rollout(let id): ["rollout", id.rawValue]
        case .batch(let id): ["batch", id.rawValue]
        }
    }

    init(_ row: inout ColumnReader) throws {
        switch try row.text() {
        case "organization": self = .organization(try row.id())
        case "rollout": self = .rollout(try row.id())
        case "batch": self = .batch(try row.id())
        default: throw SlipwayError.unknownValue
        }
    }
}

extension CounterDifference {
    init(_ row: inout ColumnReader) throws {
        self.init(
            of: try CounterSubject(&row), figure: try row.text(), key: try row.text(), kept: try row.int(),
            counted: try row.int())
    }
}
