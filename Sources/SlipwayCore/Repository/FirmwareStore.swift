package protocol FirmwareReader {
    func release(_ id: FirmwareRelease.ID) throws -> FirmwareRelease?
    /// The one with exactly this text; see ``release(_:in:)`` for the one that a caller means.
    func release(version: String) throws -> FirmwareRelease?
    /// Versions of releases of the scope, and of those for all, that have these bytes; the newest release first.
    func versions(ofSHA256 sha256: String, in scope: OrganizationScope, limit: Int) throws -> [String]
    /// Those whose versions are equal to this one, by their ids.
    func releases(equalTo version: FirmwareVersion) throws -> [FirmwareRelease]
    /// The releases of the scope, and those for all.
    ///
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    func page(
        of query: FirmwareQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<FirmwareRelease>
    func count(of query: FirmwareQuery, in scope: OrganizationScope) throws -> ListCount
    /// Those of rollouts that are not final, the newest release first.
    func releasesBeingRolledOut(limit: Int) throws -> [FirmwareRelease]
    /// One piece of the bytes with this SHA-256, from number 0, where the database's library has it: what is made of it
    /// is its only copy.
    ///
    /// - Parameter body: gets bytes that end with the call.
    /// - Returns: none where there is no such piece.
    func withChunk<Value>(
        _ number: Int, ofSHA256 sha256: String, _ body: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value?
    /// How many pieces are stored, and their bytes in all.
    func storedChunks(ofSHA256 sha256: String) throws -> (count: Int, bytes: Int64)
    /// The SHA-256 of uploads that stand still since `instant`, in their order.
    func idleUploads(since instant: Timestamp, after sha256: String?, limit: Int) throws -> [String]
}

extension FirmwareReader {
    /// One piece of the bytes with this SHA-256, from number 0.
    package func chunk(_ number: Int, ofSHA256 sha256: String) throws -> [UInt8]? {
        try withChunk(number, ofSHA256: sha256) { [UInt8]($0) }
    }
}

package protocol FirmwareWriter {
    /// Notes that bytes with this SHA-256 are coming, so that what an interrupted upload leaves can be found.
    func beginUpload(ofSHA256 sha256: String) throws
    /// Stores one piece, at most 1 MiB; one that is there already stays.
    func store(chunk bytes: [UInt8], number: Int, ofSHA256 sha256: String) throws
    /// What holds the version for changing knows that no equal one comes meanwhile.
    ///
    /// - Throws: FIRMWARE_005; FIRMWARE_007 where the version, or an equal one, exists.
    func insert(
        _ release: NewFirmwareRelease, digests: FirmwareDigests, sizeBytes: Int64
    ) throws -> FirmwareRelease
    func setSignature(of release: FirmwareRelease.ID, to signature: FirmwareSignature) throws
    func setManifest(of release: FirmwareRelease.ID, to manifest: SignedManifest) throws
    func setStatus(of release: FirmwareRelease.ID, to status: FirmwareReleaseStatus) throws
    func endUpload(ofSHA256 sha256: String) throws
    /// Removes at most `limit` pieces of an upload that stands still since `instant` and that no release uses, and what
    /// is known of the upload once it has no piece or is a release's.
    ///
    /// - Returns: how many pieces were removed.
    func discardUpload(ofSHA256 sha256: String, idleSince instant: Timestamp, limit: Int) throws -> Int
}
