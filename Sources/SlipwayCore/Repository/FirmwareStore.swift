package protocol FirmwareReader {
    func release(_ id: FirmwareRelease.ID) throws -> FirmwareRelease?
    func release(version: String) throws -> FirmwareRelease?
    /// A release is of no organization: everybody sees all.
    ///
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: FirmwareQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<FirmwareRelease>
    func count(of query: FirmwareQuery, in scope: OrganizationScope) throws -> ListCount
    /// Those of rollouts that are not final, the newest release first.
    func releasesBeingRolledOut(limit: Int) throws -> [FirmwareRelease]
    /// One piece of the bytes with this SHA-256, from number 0.
    func chunk(_ number: Int, ofSHA256 sha256: String) throws -> [UInt8]?
    /// How many pieces are stored, and their bytes in all.
    func storedChunks(ofSHA256 sha256: String) throws -> (count: Int, bytes: Int64)
}

package protocol FirmwareWriter {
    /// Notes that bytes with this SHA-256 are coming, so that what an interrupted upload leaves can be found.
    func beginUpload(ofSHA256 sha256: String) throws
    /// Stores one piece, at most 1 MiB; one that is there already stays.
    func store(chunk bytes: [UInt8], number: Int, ofSHA256 sha256: String) throws
    /// - Throws: FIRMWARE_007 where the version exists.
    func insert(
        _ release: NewFirmwareRelease, digests: FirmwareDigests, sizeBytes: Int64
    ) throws -> FirmwareRelease
    func setSignature(of release: FirmwareRelease.ID, to signature: FirmwareSignature) throws
    func setStatus(of release: FirmwareRelease.ID, to status: FirmwareReleaseStatus) throws
    func endUpload(ofSHA256 sha256: String) throws
    /// Removes at most `limit` pieces of uploads that stand still since `instant` and that no release uses.
    ///
    /// - Returns: how many were removed.
    func discardUploads(idleSince instant: Timestamp, limit: Int) throws -> Int
}
