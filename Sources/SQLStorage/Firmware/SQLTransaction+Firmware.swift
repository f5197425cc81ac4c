import SlipwayCore

extension SQLTransaction {
    package func release(_ id: FirmwareRelease.ID) throws -> FirmwareRelease? {
        try first(
            """
            SELECT \(FirmwareRelease.columns.qualified)
            FROM firmware_releases AS f
            WHERE f.id = $1\(locking("f", .shared))
            """, [id], decode: FirmwareRelease.init)
    }

    package func release(version: String) throws -> FirmwareRelease? {
        try first(
            """
            SELECT \(FirmwareRelease.columns.qualified)
            FROM firmware_releases AS f
            WHERE f.version = $1\(locking("f", .shared))
            """, [version], decode: FirmwareRelease.init)
    }

    package func versions(ofSHA256 sha256: String, in scope: OrganizationScope, limit: Int) throws -> [String] {
        try rows(
            """
            SELECT f.version
            FROM firmware_releases AS f
            WHERE f.checksum = $1
              AND (f.organization_id IS NULL OR $2 OR f.organization_id = $3)
            ORDER BY f.id DESC
            LIMIT $4
            """, [sha256, scope.organizationID == nil, scope.organizationID, limit]
        ) { try $0.text() }
    }

    package func releases(equalTo version: FirmwareVersion) throws -> [FirmwareRelease] {
        try rows(
            """
            SELECT \(FirmwareRelease.columns.qualified)
            FROM firmware_releases AS f
            WHERE f.precedence_key = $1
            ORDER BY f.id\(locking("f", .shared))
            """, [version.sortKey], decode: FirmwareRelease.init)
    }

    package func page(
        of query: FirmwareQuery, in scope: OrganizationScope, at position: PagePosition<ListAnchor>, limit: Int
    ) throws -> ListPage<FirmwareRelease> {
        try page(of: KeysetList(query, in: scope, now: now), at: position, limit: limit)
    }

    package func count(of query: FirmwareQuery, in scope: OrganizationScope) throws -> ListCount {
        try count(of: KeysetList(query, in: scope, now: now))
    }

    package func releasesBeingRolledOut(limit: Int) throws -> [FirmwareRelease] {
        try rows(
            """
            SELECT \(FirmwareRelease.columns.qualified)
            FROM firmware_releases AS f
            WHERE f.id IN (SELECT firmware_id FROM rollouts WHERE status IN (\(RolloutState.open.sqlNames)))
            ORDER BY f.id DESC
            LIMIT $1
            """, [limit], decode: FirmwareRelease.init)
    }

    package func insert(
        _ release: NewFirmwareRelease, digests: FirmwareDigests, sizeBytes: Int64
    ) throws -> FirmwareRelease {
        guard let version = FirmwareVersion(release.version) else { throw SlipwayError.badVersion(release.version) }
        if let equal = try releases(equalTo: version).first {
            throw SlipwayError.firmwareVersionExists(
                release.version, isSpelledOtherwise: equal.version != release.version)
        }
        let inserted = try first(
            """
            INSERT INTO firmware_releases (
              version, version_key, precedence_key, release_channel, storage_path, checksum, sha1, md5, size_bytes,
              release_status, release_notes, minimum_version, file_name, hardware_versions, digital_signature, organization_id,
              manifest, manifest_signature, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19)
            ON CONFLICT (version) DO NOTHING
            RETURNING \(FirmwareRelease.columns.plain)
            """,
            [
                release.version, version.earlierSortKey, version.sortKey, release.channel.rawValue,
                "sha256:" + digests.sha256, digests.sha256, digests.sha1, digests.md5, sizeBytes,
                FirmwareReleaseStatus.draft.rawValue, release.releaseNotes,
                release.minimumVersion, release.fileName, SQLList(release.hardwareVersions),
                release.signature?.text, release.organizationID, release.manifest?.text,
                release.manifest?.signature.text, now,
            ], decode: FirmwareRelease.init)
        guard let inserted else { throw SlipwayError.firmwareVersionExists(release.version) }
        return inserted
    }

    package func setSignature(of release: FirmwareRelease.ID, to signature: FirmwareSignature) throws {
        try execute(
            """
            UPDATE firmware_releases
            SET digital_signature = $2,
              updated_at = $3
            WHERE id = $1
            """, [release, signature.text, now])
    }

    package func setManifest(of release: FirmwareRelease.ID, to manifest: SignedManifest) throws {
        try execute(
            """
            UPDATE firmware_releases
            SET manifest = $2,
              manifest_signature = $3,
              updated_at = $4
            WHERE id = $1
            """, [release, manifest.text, manifest.signature.text, now])
    }

    package func setStatus(of release: FirmwareRelease.ID, to status: FirmwareReleaseStatus) throws {
        try execute(
            """
            UPDATE firmware_releases
            SET release_status = $2,
              updated_at = $3
            WHERE id = $1
            """, [release, status.rawValue, now])
    }
}
