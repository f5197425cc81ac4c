import SlipwayCore

/// Two group roles that logins are made members of: one reads a fleet, the other operates it.
///
/// Roles belong to all databases of a server, so that two fleets on one server keep theirs apart by the prefix.
package struct DatabaseRoles: Hashable, Sendable {
    package static let standard = DatabaseRoles(checkedPrefix: "slipway")

    private let prefix: String

    /// - Parameter prefix: what the names of both begin with.
    /// - Throws: REQUEST_001 where it is more, or something else, than lower-case letters, digits and `_`.
    package init(prefix: String) throws(SlipwayError) {
        guard prefix.wholeMatch(of: /[a-z_][a-z0-9_]{0,49}/) != nil, !prefix.hasPrefix("pg_") else {
            throw .invalidRequest([
                FieldFault(
                    field: "role prefix",
                    fault: "begins with a letter and has at most 50 of a to z, 0 to 9 and _")
            ])
        }
        self.init(checkedPrefix: prefix)
    }

    private init(checkedPrefix prefix: String) { self.prefix = prefix }

    /// The pairs among the names of any roles.
    init?(reader: String, among names: Set<String>) {
        guard reader.hasSuffix(Self.readerSuffix),
            let roles = try? DatabaseRoles(prefix: String(reader.dropLast(Self.readerSuffix.count))),
            names.contains(roles.operator)
        else { return nil }
        self = roles
    }

    package var reader: String { prefix + Self.readerSuffix }
    package var `operator`: String { prefix + "_operator" }

    private static let readerSuffix = "_reader"
}
