import Crypto
import SlipwayCore

/// Imports, promotes and finds firmware releases.
package struct FirmwareService: Sendable {
    let repository: any Repository
    let settings: ServiceSettings
    let cache: FirmwareCache?

    init(repository: any Repository, settings: ServiceSettings, cache: FirmwareCache?) {
        self.repository = repository
        self.settings = settings
        self.cache = cache
    }

    /// Releases that are being rolled out and that this process reads from the database, although it has a cache.
    package func uncachedCount() async throws -> Int {
        guard let cache else { return 0 }
        let releases = try await repository.read { try $0.releasesBeingRolledOut(limit: FirmwareCaching.releases) }
        return releases.count { !cache.holds($0) }
    }

    /// Moves a release on; before it is approved its stored bytes are hashed and its signature is verified again.
    ///
    /// - Throws: FIRMWARE_001, FIRMWARE_008, FIRMWARE_010; FIRMWARE_002 where signing keys are set and it has no
    ///   signature by one of them.
    package func promote(
        _ version: String, to status: FirmwareReleaseStatus, by principal: Principal
    ) async throws -> FirmwareRelease {
        try principal.require(.firmwareAdmin)
        let release = try await repository.read { reader in
            let release = try Self.release(version, promotableTo: status, in: reader)
            if status == .approved { _ = try reader.approvingKey(of: release) }
            return release
        }
        if status == .approved { try await verifyStoredBytes(of: release) }
        return try await repository.write { transaction in
            // Somebody else may have promoted it, or changed the signing keys, while its bytes were read.
            let release = try Self.release(version, promotableTo: status, in: transaction)
            let key = status == .approved ? try transaction.approvingKey(of: release) : nil
            try transaction.setStatus(of: release.id, to: status)
            try transaction.append([
                NewEvent(
                    .firmwarePromoted, by: principal, on: EventSubject(firmwareID: release.id),
                    detail: "\(version) from \(release.releaseStatus.rawValue) to \(status.rawValue)"
                        + (key.map { ", signed with \($0.name)" } ?? ""))
            ])
            return try Self.release(version, in: transaction)
        }
    }

    /// - Throws: FIRMWARE_001.
    package func release(version: String, as principal: Principal) async throws -> FirmwareRelease {
        try principal.require(.firmwareRead)
        return try await repository.read { try Self.release(version, in: $0) }
    }

    /// - Throws: FIRMWARE_001.
    package func release(_ id: FirmwareRelease.ID, as principal: Principal) async throws -> FirmwareRelease {
        try principal.require(.firmwareRead, or: .firmwareAdmin)
        return try await repository.read { reader in
            guard let release = try reader.release(id) else { throw SlipwayError.firmwareNotFound(id.description) }
            return release
        }
    }

    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func page(
        of query: FirmwareQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal
    ) async throws -> ListPage<FirmwareRelease> {
        try principal.require(.firmwareRead)
        return try await repository.read { reader in
            try reader.page(of: query, in: principal.organization, at: position, limit: PageSize.bounded(limit))
        }
    }

    /// As far as one read of bounded work can tell.
    package func count(of query: FirmwareQuery, as principal: Principal) async throws -> ListCount {
        try principal.require(.firmwareRead)
        return try await repository.read { try $0.count(of: query, in: principal.organization) }
    }

    /// One short read a piece: a large release must not keep one read open for long.
    private func verifyStoredBytes(of release: FirmwareRelease) async throws {
        var hash = SHA256()
        var size: Int64 = 0
        var number = 0
        while size < release.sizeBytes {
            let current = number
            guard
                let bytes = try await repository.read({ try $0.chunk(current, ofSHA256: release.checksum) }),
                !bytes.isEmpty
            else { throw SlipwayError.firmwareBytesDamaged(version: release.version) }
            hash.update(data: bytes)
            size += Int64(bytes.count)
            number += 1
        }
        guard size == release.sizeBytes, hash.finalize().hexText == release.checksum else {
            throw SlipwayError.firmwareBytesDamaged(version: release.version)
        }
    }

    static func release(_ version: String, in reader: any FirmwareReader) throws -> FirmwareRelease {
        guard let release = try reader.release(version: version) else { throw SlipwayError.firmwareNotFound(version) }
        return release
    }

    private static func release(
        _ version: String, promotableTo status: FirmwareReleaseStatus, in reader: any FirmwareReader
    ) throws -> FirmwareRelease {
        let release = try release(version, in: reader)
        guard release.releaseStatus.allows(status) else {
            throw SlipwayError.illegalReleaseTransition(version: version, from: release.releaseStatus, to: status)
        }
        return release
    }
}
