package protocol DeviceReader {
    func device(_ id: Device.ID) throws -> Device?
    func device(uid: String) throws -> Device?
    /// Every device that has one of the uids or one of the serials.
    func devices(uids: [String], serials: [String]) throws -> [Device]
    /// With the hash of its token, which only a server may read.
    func registered(uid: String) throws -> RegisteredDevice?
    func hasToken(_ id: Device.ID) throws -> Bool
    /// Those of the claims that are true.
    func proven(_ claims: Set<TokenClaim>) throws -> Set<TokenClaim>
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: DeviceQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<Device>
    func count(of query: DeviceQuery, in scope: OrganizationScope) throws -> ListCount
    /// Of the organization, or of all; kept on write, not counted.
    func deviceCount(in scope: OrganizationScope) throws -> Int
    /// All that an update check needs, in one read; none where the uid is unknown.
    func checkContext(uid: String) throws -> DeviceCheckContext?
    func reportContexts(_ ids: [Device.ID]) throws -> [DeviceReportContext]
}

package protocol DeviceWriter {
    /// Inserts those that conflict with no other, and returns them; the others are left out silently.
    func insert(_ devices: [NewDevice]) throws -> [Device]
    /// Sets what is not nil, set-wise; the caller holds them for that.
    func setStatus(of devices: [Device.ID], active: Bool?, updatesEnabled: Bool?) throws
    /// - Parameter hash: SHA-256 in hex; none revokes the token.
    func setTokenHash(_ hash: String?, of device: Device.ID) throws
    /// Heartbeats, reported versions and what they say of the latest update, set-wise; an older report changes nothing.
    func record(_ outcomes: [DeviceReportOutcome]) throws
}
