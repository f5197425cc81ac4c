import SlipwayCore

extension CounterDifference {
    package static let columns = "subject_kind, subject_id, figure, figure_key, kept, counted"

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            of: try CounterSubject(&row), figure: try row.text(), key: try row.text(), kept: try row.int(),
            counted: try row.int())
    }
}

extension CounterSubject {
    /// As subject_kind and subject_id say it.
    package var columns: (kind: String, id: Int64) {
        switch self {
        case .organization(let id): ("organization", id.rawValue)
        case .rollout(let id): ("rollout", id.rawValue)
        case .batch(let id): ("batch", id.rawValue)
        }
    }

    fileprivate init(_ row: inout some ColumnReader) throws {
        switch try row.text() {
        case "organization": self = .organization(try row.id())
        case "rollout": self = .rollout(try row.id())
        case "batch": self = .batch(try row.id())
        default: throw SlipwayError.unknownValue
        }
    }
}
