import SlipwayCore

extension PostgresTransaction {
    func release(_ id: FirmwareRelease.ID) throws -> FirmwareRelease? {
        try first(
            """
            SELECT \(FirmwareRelease.columns.qualified)
            FROM firmware_releases AS f
            WHERE f.id = $1\(locking("f", .shared))
            """, [id], decode: FirmwareRelease.init)
    }

    func release(version: String) throws -> FirmwareRelease? {
        try first(
            """
            SELECT \(FirmwareRelease.columns.qualified)
            FROM firmware_releases AS f
            WHERE f.version = $1\(locking("f", .shared))
            """, [version], decode: FirmwareRelease.init)
    }

    func page(
        of query: FirmwareQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<FirmwareRelease> {
        try page(of: KeysetList(query, now: now), at: position, limit: limit)
    }

    func count(of query: FirmwareQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, now: now))
    }

    func releasesBeingRolledOut(limit: Int) throws -> [FirmwareRelease] {
        try rows(
            """
            SELECT \(FirmwareRelease.columns.qualified)
            FROM firmware_releases AS f
            WHERE f.id IN (SELECT firmware_id FROM rollouts WHERE status IN (\(FirstSchema.openRolloutStates)))
            ORDER BY f.id DESC
            LIMIT $1
            """, [limit], decode: FirmwareRelease.init)
    }

    func insert(
        _ release: NewFirmwareRelease, digests: FirmwareDigests, sizeBytes: Int64
    ) throws -> FirmwareRelease {
        guard let version = SemanticVersion(release.version) else { throw SlipwayError.badVersion(release.version) }
        let inserted = try first(
            """
            INSERT INTO firmware_releases (
              version, version_key, release_channel, storage_path, checksum, sha1, md5, size_bytes, release_status,
              release_notes, minimum_version, file_name, hardware_versions, digital_signature, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
            ON CONFLICT (version) DO NOTHING
            RETURNING \(FirmwareRelease.columns.plain)
            """,
            [
                release.version, version.sortKey, release.channel.rawValue, "sha256:" + digests.sha256, digests.sha256,
                digests.sha1, digests.md5, sizeBytes, FirmwareReleaseStatus.draft.rawValue, release.releaseNotes,
                release.minimumVersion, release.fileName, SQLArray(release.hardwareVersions),
                release.signature?.text, now,
            ], decode: FirmwareRelease.init)
        guard let inserted else { throw SlipwayError.firmwareVersionExists(release.version) }
        return inserted
    }

    func setSignature(of release: FirmwareRelease.ID, to signature: FirmwareSignature) throws {
        try execute(
            """
            UPDATE firmware_releases
            SET digital_signature = $2,
              updated_at = $3
            WHERE id = $1
            """, [release, signature.text, now])
    }

    func setStatus(of release: FirmwareRelease.ID, to status: FirmwareReleaseStatus) throws {
        try execute(
            """
            UPDATE firmware_releases
            SET release_status = $2,
              updated_at = $3
            WHERE id = $1
            """, [release, status.rawValue, now])
    }
}
