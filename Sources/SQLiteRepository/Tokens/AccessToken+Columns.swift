import SlipwayCore

extension AccessToken {
    static let columns = Columns(
        [
            "id", "description", "scopes", "organization_id", "last_accessed_at", "expires_at", "created_at",
            "updated_at",
        ], of: "t")

    init(_ row: inout ColumnReader) throws {
        self.init(
            id: try row.id(), description: try row.text(), scopes: try Self.scopes(in: try row.text()),
            organizationID: row.optionalID(), lastAccessedAt: row.optionalInstant(), expiresAt: row.optionalInstant(),
            createdAt: try row.instant(), updatedAt: try row.instant())
    }

    /// Names of scopes need no escapes, so that the list is taken apart by its quotation marks.
    private static func scopes(in list: String) throws -> [Scope] {
        let names = list.split(separator: "\"").filter { !["[", ",", "]", "[]"].contains($0) }
        let scopes = names.compactMap { Scope(rawValue: String($0)) }
        // Fewer rights than were given would be as wrong as more.
        guard scopes.count == names.count else { throw SlipwayError.unknownValue }
        return scopes
    }
}
