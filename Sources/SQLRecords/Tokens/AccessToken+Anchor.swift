import SlipwayCore

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
