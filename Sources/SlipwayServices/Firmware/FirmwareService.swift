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
        return releases.count { !cache.contains($0) }
    }

    /// Moves a release on; before it is approved its stored bytes are hashed and all that it is signed with is verified again.
    /// One that is deprecated pauses its rollouts, which do not go on again.
    ///
    /// - Parameter name: as ``ReleaseName`` reads it.
    /// - Throws: FIRMWARE_001, FIRMWARE_008, FIRMWARE_010, FIRMWARE_016; AUTH_003 also where it is for all organizations
    ///   and the principal is of one; FIRMWARE_002 where signing keys are set, or were, and it is not signed by one of
    ///   them as ``BareSignatureRule`` asks.
    package func promote(
        _ name: String, to status: FirmwareReleaseStatus, by principal: Principal
    ) async throws -> FirmwareRelease {
        try principal.require(.firmwareAdmin)
        let release = try await repository.read { reader in
            let release = try Self.release(ReleaseName(name), promotableTo: status, by: principal, in: reader)
            if status == .approved {
                let owner = try release.organizationID.flatMap { try reader.organization($0) }
                _ = try reader.approvingSigners(of: release, under: owner?.bareSignatures ?? .inherited)
            }
            return release
        }
        if status == .approved { try await Self.verifyStoredBytes(of: release, in: repository) }
        return try await repository.write { transaction in
            // Meanwhile it may have been promoted by another, and the signing keys or the rule may have changed.
            var owner: Organization?
            if status == .approved {
                try transaction.hold(.settings, for: .reading)
                owner = try release.organizationID.flatMap { try transaction.organization($0) }
            }
            try transaction.hold(.release(release.version), for: .changing)
            try transaction.hold(.signingKeys, for: .reading)
            let release = try Self.release(.id(release.id), promotableTo: status, by: principal, in: transaction)
            let signers =
                status == .approved
                ? try transaction.approvingSigners(of: release, under: owner?.bareSignatures ?? .inherited) : nil
            try transaction.setStatus(of: release.id, to: status)
            if status == .deprecated {
                try ReleaseWithdrawal.pauseRollouts(of: release, by: principal, in: transaction)
            }
            try transaction.append([
                NewEvent(
                    .firmwarePromoted, by: principal, on: EventSubject(of: release),
                    detail: "\(release.version) from \(release.releaseStatus.rawValue) to \(status.rawValue)"
                        + (signers?.text ?? ""))
            ])
            return try Self.visible(.id(release.id), as: principal, in: transaction)
        }
    }

    /// - Parameter version: or an id, as ``ReleaseName`` reads it.
    /// - Throws: FIRMWARE_001, FIRMWARE_016.
    package func release(version: String, as principal: Principal) async throws -> FirmwareRelease {
        try principal.require(.firmwareRead)
        return try await repository.read { try Self.visible(ReleaseName(version), as: principal, in: $0) }
    }

    /// - Throws: FIRMWARE_001.
    package func release(_ id: FirmwareRelease.ID, as principal: Principal) async throws -> FirmwareRelease {
        try principal.require(.firmwareRead, or: .firmwareAdmin)
        return try await repository.read { try Self.visible(.id(id), as: principal, in: $0) }
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

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func view(
        of query: FirmwareQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal,
        following shared: SettingService
    ) async throws -> ListView<FirmwareRelease> {
        try principal.require(.firmwareRead)
        let scope = principal.organization
        return try await .read(
            from: repository, following: shared,
            page: { try $0.page(of: query, in: scope, at: position, limit: PageSize.bounded(limit)) },
            count: { try $0.count(of: query, in: scope) })
    }

    /// One short read a piece: a large release must not keep one read open for long.
    ///
    /// - Throws: FIRMWARE_010.
    static func verifyStoredBytes(of release: FirmwareRelease, in repository: any Repository) async throws {
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

    static func visible(
        _ name: ReleaseName, as principal: Principal, in reader: any FirmwareReader
    ) throws -> FirmwareRelease {
        try reader.release(name, in: principal.organization)
    }

    private static func release(
        _ name: ReleaseName, promotableTo status: FirmwareReleaseStatus, by principal: Principal,
        in reader: any FirmwareReader
    ) throws -> FirmwareRelease {
        let release = try visible(name, as: principal, in: reader)
        try principal.require(.firmwareAdmin, over: release.organizationID)
        guard release.releaseStatus.allows(status) else {
            throw SlipwayError.illegalReleaseTransition(
                version: release.version, from: release.releaseStatus, to: status)
        }
        return release
    }
}

extension EventSubject {
    /// A release and the organization that it belongs to.
    init(of release: FirmwareRelease) {
        self.init(organizationID: release.organizationID, firmwareID: release.id)
    }
}
