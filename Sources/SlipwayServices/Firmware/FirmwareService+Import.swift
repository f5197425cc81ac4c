import Crypto
import SlipwayCore

extension FirmwareService {
    /// Reads the file twice: once for its checksums, once to store it piece by piece, each in a short transaction.
    ///
    /// The release appears in the last transaction only; what an import leaves that ends early is cleaned up later. Of a
    /// principal of one organization it is that one's.
    ///
    /// - Parameter progress: is told how many bytes are stored, and of how many.
    /// - Throws: FIRMWARE_002 where the file cannot be read, is empty, or changed meanwhile, or where its manifest is not
    ///   its own, or a signature by none of the signing keys; FIRMWARE_005 to 007; FIRMWARE_012; ORG_001; REQUEST_001
    ///   where several fields are wrong.
    package func importFile(
        at path: String, as new: NewFirmwareRelease, by principal: Principal,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil
    ) async throws -> FirmwareRelease {
        let release = try Self.owned(new, by: principal)
        try Self.check(release)
        let version = try await free(release.version)
        let file = try await FirmwareFile.opened(path: path)
        let fingerprint = try await FirmwareFingerprint(of: file, limit: settings.firmwareLimit)
        // Once before anything is stored, and once for good.
        _ = try await repository.read { reader in
            try Self.checked(release, as: fingerprint, in: principal.organization, reader)
        }
        // The path is opened again, so that a file that was replaced or removed meanwhile is noticed.
        let again = try await FirmwareFile.opened(path: path)
        try await store(again, as: fingerprint, path: path, progress: progress)
        return try await repository.write { transaction in
            // What is counted here is not discarded meanwhile, and who brings the same bytes waits: another import of them
            // may have ended this upload.
            try transaction.beginUpload(ofSHA256: fingerprint.digests.sha256)
            try transaction.hold(.upload(sha256: fingerprint.digests.sha256), for: .changing)
            try transaction.hold(.version(version), for: .changing)
            try transaction.hold(.signingKeys, for: .reading)
            let stored = try transaction.storedChunks(ofSHA256: fingerprint.digests.sha256)
            guard stored.count == fingerprint.pieces.count, stored.bytes == fingerprint.sizeBytes else {
                throw SlipwayError.firmwareInvalid(.unreadable("its import stood still for too long; start it again"))
            }
            let remarks = try Self.checked(release, as: fingerprint, in: principal.organization, transaction)
            let created = try transaction.insert(
                release, digests: fingerprint.digests, sizeBytes: fingerprint.sizeBytes)
            try transaction.endUpload(ofSHA256: fingerprint.digests.sha256)
            try transaction.append([
                NewEvent(
                    .firmwareImported, by: principal, on: EventSubject(of: created),
                    detail: "\(created.version), \(created.sizeBytes) bytes, SHA-256 \(created.checksum)"
                        + remarks)
            ])
            return created
        }
    }

    /// - Returns: what there is to tell of it besides, to be added to a text.
    /// - Throws: FIRMWARE_002, FIRMWARE_012.
    private static func checked(
        _ release: NewFirmwareRelease, as fingerprint: FirmwareFingerprint, in scope: OrganizationScope,
        _ reader: any RepositoryReader
    ) throws -> String {
        let sha256 = fingerprint.digests.sha256
        let manifest = FirmwareManifest(of: release, sha256: sha256, sizeBytes: fingerprint.sizeBytes)
        let signed = try reader.signers(of: release.signature, release.manifest, for: manifest).text
        // What others have, who are not seen, is no business of this principal's.
        let same = try reader.versions(ofSHA256: sha256, in: scope, limit: 4)
            .filter { $0.utf8.elementsEqual(release.version.utf8) == false }.prefix(3)
        if same.isEmpty { return signed }
        guard release.allowsSameBytes else {
            throw SlipwayError.firmwareBytesExist(version: release.version, others: Array(same))
        }
        return signed + ", the same bytes as " + same.joined(separator: ", ")
    }

    /// Looked at before the file is read; the insertion looks again.
    ///
    /// - Throws: FIRMWARE_005, FIRMWARE_007.
    private func free(_ text: String) async throws -> FirmwareVersion {
        guard let version = FirmwareVersion(text) else { throw SlipwayError.badVersion(text) }
        if let equal = try await repository.read({ try $0.releases(equalTo: version).first }) {
            throw SlipwayError.firmwareVersionExists(text, isSpelledOtherwise: equal.version != text)
        }
        return version
    }

    /// - Throws: AUTH_003, ORG_001.
    private static func owned(
        _ release: NewFirmwareRelease, by principal: Principal
    ) throws(SlipwayError) -> NewFirmwareRelease {
        try principal.require(.firmwareWrite)
        var owned = release
        owned.organizationID = release.organizationID ?? principal.organization.organizationID
        if let owner = owned.organizationID, !principal.organization.contains(owner) {
            throw .organizationNotFound(owner.description)
        }
        return owned
    }

    private func store(
        _ file: FirmwareFile, as fingerprint: FirmwareFingerprint, path: String,
        progress: (@Sendable (Int64, Int64) -> Void)?
    ) async throws {
        let sha256 = fingerprint.digests.sha256
        try await repository.write { try $0.beginUpload(ofSHA256: sha256) }
        var done: Int64 = 0
        progress?(done, fingerprint.sizeBytes)
        for (number, digest) in fingerprint.pieces.enumerated() {
            try Task.checkCancellation()
            let bytes = try await file.piece(number)
            // Compared before it is stored: under this checksum nothing else may ever be kept.
            guard SHA256.hash(data: bytes) == digest else {
                throw SlipwayError.firmwareInvalid(.unreadable("\(path) changed while it was read"))
            }
            try await repository.write { try $0.store(chunk: bytes, number: number, ofSHA256: sha256) }
            done += Int64(bytes.count)
            progress?(done, fingerprint.sizeBytes)
        }
        // By its path once more: a file that is being replaced may not be the one that was meant.
        guard try await FirmwareFile.opened(path: path).size == fingerprint.sizeBytes else {
            throw SlipwayError.firmwareInvalid(.unreadable("\(path) changed while it was read"))
        }
    }

    /// A single bad version has a code of its own.
    private static func check(_ release: NewFirmwareRelease) throws(SlipwayError) {
        var faults = FieldRule.text.faults(of: release.fileName, field: "file_name")
        faults += FieldRule.text.faults(of: release.releaseNotes ?? "", field: "release_notes")
        for hardware in release.hardwareVersions {
            if hardware.isEmpty { faults.append(FieldFault(field: "hardware_versions", fault: "holds an empty one")) }
            faults += FieldRule.identifier.faults(of: hardware, field: "hardware_versions")
        }
        let versions = [("version", release.version)] + (release.minimumVersion.map { [("minimum_version", $0)] } ?? [])
        let bad = versions.filter { FirmwareVersion($0.1) == nil }
        if faults.isEmpty, bad.count == 1, let only = bad.first { throw .badVersion(only.1) }
        faults += bad.map { FieldFault(field: $0.0, fault: FieldFault.noVersion) }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
    }
}
