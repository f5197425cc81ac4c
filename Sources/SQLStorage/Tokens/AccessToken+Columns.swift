import SlipwayCore

extension AccessToken {
    package static let columns = Columns(
        [
            "id", "description", "scopes", "organization_id", "last_accessed_at", "expires_at", "created_by",
            "created_at", "updated_at",
        ], of: "t")

    package init(_ row: inout some ColumnReader) throws {
        self.init(
            id: try row.id(), description: try row.text(), scopes: try Self.scopes(try row.texts()),
            organizationID: row.optionalID(), lastAccessedAt: row.optionalInstant(), expiresAt: row.optionalInstant(),
            createdBy: row.optionalText(), createdAt: try row.instant(), updatedAt: try row.instant())
    }

    private static func scopes(_ names: [String]) throws -> [Scope] {
        let scopes = names.compactMap { Scope(rawValue: $0) }
        // Fewer rights than were given would be as wrong as more.
        guard scopes.count == names.count else { throw SlipwayError.unknownValue }
        return scopes
    }
}

extension ListAnchor {
    package init(of token: AccessToken) {
        self.init(segment: 0, key: [.integer(token.id.rawValue)])
    }

    /// - Throws: REQUEST_001 where it is of another list.
    package var tokenID: AccessToken.ID {
        get throws {
            guard segment == 0, key.count == 1, case .integer(let id) = key[0] else {
                throw SlipwayError.foreignAnchor
            }
            return AccessToken.ID(id)
        }
    }
}
