import SlipwayCore

extension FirmwareService {
    /// Sorted by name; public keys are no secret.
    package func signingKeys(as principal: Principal) async throws -> [SigningKey] {
        try principal.require(.firmwareRead)
        return try await repository.read { try $0.signingKeys() }
    }

    /// From now on a release needs a signature by one of the signing keys to be approved, whoever approves it.
    ///
    /// - Parameter publicKey: PEM, or 32 bytes, plain or in base64 or hex.
    /// - Throws: REQUEST_001, also where the name or the key is there already.
    package func addSigningKey(
        named name: String, publicKey: [UInt8], by principal: Principal
    ) async throws -> SigningKey {
        try Self.requireAdministrator(principal)
        var faults = FieldRule.name.faults(of: name, field: "name")
        if name.isEmpty { faults.append(FieldFault(field: "name", fault: "is empty")) }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let key = SigningKey(name: name, publicKey: SpelledBytes.base64(try PublicKeyText.read(publicKey)))
        return try await repository.write { transaction in
            let present = try transaction.signingKeys()
            // Again what was done already: somebody whose answer was lost.
            if present.contains(key) { return key }
            guard !present.contains(where: { $0.name == name }) else {
                throw Self.fault("name", "is that of another signing key; remove that one first")
            }
            if let same = present.first(where: { $0.publicKey == key.publicKey }) {
                throw Self.fault("public_key", "is there already, as \(same.name)")
            }
            try transaction.setSigningKey(key)
            try transaction.append([
                NewEvent(
                    .signingKeyAdded, by: principal, on: EventSubject(), detail: "\(key.name), \(key.publicKey)")
            ])
            return key
        }
    }

    /// What was signed with it and is not approved yet needs another signature; without any key none is needed.
    ///
    /// - Throws: REQUEST_001 where there is none of that name.
    package func removeSigningKey(named name: String, by principal: Principal) async throws -> SigningKey {
        try Self.requireAdministrator(principal)
        return try await repository.write { transaction in
            guard let key = try transaction.signingKeys().first(where: { $0.name == name }),
                try transaction.removeSigningKey(named: name)
            else { throw Self.fault("name", "is that of no signing key") }
            try transaction.append([
                NewEvent(
                    .signingKeyRemoved, by: principal, on: EventSubject(), detail: "\(key.name), \(key.publicKey)")
            ])
            return key
        }
    }

    /// Gives a release that is not approved yet the signature that it came without, or another one.
    ///
    /// - Throws: FIRMWARE_001; FIRMWARE_002 where it is by none of the signing keys, or comes too late.
    package func attach(
        _ signature: FirmwareSignature, to version: String, by principal: Principal
    ) async throws -> FirmwareRelease {
        try principal.require(.firmwareWrite)
        return try await repository.write { transaction in
            let release = try Self.release(version, in: transaction)
            switch release.releaseStatus {
            case .draft, .testing: break
            case .approved, .deprecated:
                throw SlipwayError.firmwareInvalid(.signatureFixed(version: version, status: release.releaseStatus))
            }
            let signer = try transaction.signer(of: signature, ofSHA256: release.checksum)
            try transaction.setSignature(of: release.id, to: signature)
            try transaction.append([
                NewEvent(
                    .firmwareSigned, by: principal, on: EventSubject(firmwareID: release.id),
                    detail: version + Self.words(of: signer))
            ])
            return try Self.release(version, in: transaction)
        }
    }

    /// Releases are for all organizations, and so are the keys.
    private static func requireAdministrator(_ principal: Principal) throws(SlipwayError) {
        try principal.require(.admin)
        guard principal.organization == .all else { throw .missingScope(.admin) }
    }

    /// `, signed with release-2026`
    static func words(of signer: SigningKey?) -> String {
        signer.map { ", signed with \($0.name)" } ?? ", its signature not verified: no signing key is set"
    }

    private static func fault(_ field: String, _ words: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: field, fault: words)])
    }
}
