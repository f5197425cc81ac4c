import SlipwayCore

/// Which column each field of a list is, for the terms that are judged row by row.
package struct FilterColumns: Sendable {
    package struct Column: Sendable, ExpressibleByStringLiteral {
        fileprivate let sql: String
        /// The alias of the look-up that it is read from.
        fileprivate let lookup: String?
        /// Of a version: the key that it is compared by, NULL where it cannot be.
        fileprivate let versionKey: String?

        package init(_ sql: String, in lookup: String?, versionKey: String? = nil) {
            self.sql = sql
            self.lookup = lookup
            self.versionKey = versionKey
        }

        /// The version of a release in the table of this alias.
        ///
        /// - Parameter isLookup: whether that is a look-up.
        package static func releaseVersion(of alias: String, isLookup: Bool) -> Column {
            Column(
                "\(alias).version", in: isLookup ? alias : nil, versionKey: "NULLIF(\(alias).precedence_key, '')")
        }

        /// A version as a device reported it.
        package static func reportedVersion(_ sql: String) -> Column {
            Column(sql, in: nil, versionKey: "firmware_version_key(\(sql))")
        }

        /// A column of the list's own tables.
        package init(stringLiteral sql: String) { self.init(sql, in: nil) }

        fileprivate var lookups: Set<String> { lookup.map { [$0] } ?? [] }
    }

    /// By the name of the field.
    private let columns: [String: Column]
    /// What a bare word may be the beginning of.
    private let searched: [Column]

    package init(_ columns: [String: Column], searched: [Column]) {
        self.columns = columns
        self.searched = searched
    }

    package func conditions(for terms: [FilterTerm], now: Timestamp) throws -> [SQLCondition] {
        try terms.map { try condition(for: $0, now: now) }
    }

    /// - Throws: REQUEST_001 for a field that the list does not have.
    private func condition(for term: FilterTerm, now: Timestamp) throws -> SQLCondition {
        switch term.condition {
        case .prefix(let prefix):
            return .any(searched.map { .begins($0.sql, with: prefix, lookups: $0.lookups) })
        case .isIn(let field, let values, let isNegated):
            let column = try column(for: field)
            let marks = values.map { _ in "?" }.joined(separator: ", ")
            let condition = SQLCondition(
                "\(column.sql) IN (\(marks))", values.map { $0.parameter(now: now) }, lookups: column.lookups)
            return isNegated ? .not(condition) : condition
        case .compare(let field, let comparison, let value):
            let column = try column(for: field)
            if let key = column.versionKey {
                let version = try Self.version(value)
                return SQLCondition("\(key) \(comparison.rawValue) ?", [version.sortKey], lookups: column.lookups)
            }
            // What is younger than an age comes after an instant.
            let sign = value.isAge ? comparison.reversed : comparison
            return SQLCondition(
                "\(column.sql) \(sign.rawValue) ?", [value.parameter(now: now)], lookups: column.lookups)
        }
    }

    /// - Throws: REQUEST_001 for a value that no parser has let through.
    private static func version(_ value: FilterValue) throws -> FirmwareVersion {
        guard case .text(let text) = value, let version = FirmwareVersion(text) else {
            throw SlipwayError.invalidRequest([FieldFault(field: "filter", fault: "compares with no version")])
        }
        return version
    }

    private func column(for field: FilterField) throws -> Column {
        guard let column = columns[field.name] else {
            throw SlipwayError.invalidRequest([
                FieldFault(field: "filter", fault: "this list has no field \"\(field.name)\"")
            ])
        }
        return column
    }
}

extension FilterValue {
    fileprivate func parameter(now: Timestamp) -> any SQLParameter {
        switch self {
        case .text(let text): text
        case .flag(let flag): flag
        case .number(let number): number
        case .instant(let instant): instant
        case .age(let milliseconds): now - .milliseconds(milliseconds)
        }
    }
}
