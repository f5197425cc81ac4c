package protocol AccessTokenReader {
    /// The newest first. A bare word is the beginning of a description; `description` and `organization` can be
    /// filtered by.
    ///
    /// - Throws: REQUEST_001 for a filter or an anchor of another list.
    func page(
        of query: AccessTokenQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<AccessToken>
    func count(of query: AccessTokenQuery, in scope: OrganizationScope) throws -> ListCount
    func accessToken(_ id: AccessToken.ID) throws -> AccessToken?
    /// - Parameter tokenHash: SHA-256 in hex.
    func accessToken(tokenHash: String) throws -> AccessToken?
}

package protocol AccessTokenWriter {
    func insert(_ token: NewAccessToken) throws -> AccessToken
    /// - Returns: whether it was there.
    func deleteAccessToken(_ id: AccessToken.ID) throws -> Bool
    /// When each was last used, set-wise; an earlier instant changes nothing, nor does a token that is gone.
    func recordAccess(_ accesses: [AccessToken.ID: Timestamp]) throws
}
