import Crypto
import SlipwayCore

extension FirmwareService {
    /// Reads the file twice: once for its checksums, once to store it piece by piece, each in a short transaction.
    ///
    /// The release appears in the last transaction only; what an import leaves that ends early is cleaned up later.
    ///
    /// - Parameter progress: is told how many bytes are stored, and of how many.
    /// - Throws: FIRMWARE_002 where the file cannot be read, is empty, or changed meanwhile, or where its signature
    ///   is by none of the signing keys; FIRMWARE_005 to 007; REQUEST_001 where several fields are wrong.
    package func importFile(
        at path: String, as release: NewFirmwareRelease, by principal: Principal,
        progress: (@Sendable (_ done: Int64, _ total: Int64) -> Void)? = nil
    ) async throws -> FirmwareRelease {
        try principal.require(.firmwareWrite)
        try Self.check(release)
        guard try await repository.read({ try $0.release(version: release.version) }) == nil else {
            throw SlipwayError.firmwareVersionExists(release.version)
        }
        let file = try await FirmwareFile.opened(path: path)
        let fingerprint = try await FirmwareFingerprint(of: file, limit: settings.firmwareLimit)
        if let signature = release.signature {
            _ = try await repository.read { try $0.signer(of: signature, ofSHA256: fingerprint.digests.sha256) }
        }
        // The path is opened again, so that a file that was replaced or removed meanwhile is noticed.
        let again = try await FirmwareFile.opened(path: path)
        try await store(again, as: fingerprint, path: path, progress: progress)
        return try await repository.write { transaction in
            let stored = try transaction.storedChunks(ofSHA256: fingerprint.digests.sha256)
            guard stored.count == fingerprint.pieces.count, stored.bytes == fingerprint.sizeBytes else {
                throw SlipwayError.firmwareInvalid(.unreadable("its import stood still for too long; start it again"))
            }
            // The signing keys may be others than when it was looked at first.
            let signed = try release.signature.map {
                Self.words(of: try transaction.signer(of: $0, ofSHA256: fingerprint.digests.sha256))
            }
            let created = try transaction.insert(
                release, digests: fingerprint.digests, sizeBytes: fingerprint.sizeBytes)
            try transaction.endUpload(ofSHA256: fingerprint.digests.sha256)
            try transaction.append([
                NewEvent(
                    .firmwareImported, by: principal, on: EventSubject(firmwareID: created.id),
                    detail: "\(created.version), \(created.sizeBytes) bytes, SHA-256 \(created.checksum)"
                        + (signed ?? ""))
            ])
            return created
        }
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
        let bad = versions.filter { SemanticVersion($0.1) == nil }
        if faults.isEmpty, bad.count == 1, let only = bad.first { throw .badVersion(only.1) }
        faults += bad.map { FieldFault(field: $0.0, fault: "is not a semantic version such as 1.4.0") }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
    }
}
