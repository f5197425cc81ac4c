import SlipwayCore

extension FirmwareService {
    /// Sorted by name; public keys are no secret.
    package func signingKeys(as principal: Principal) async throws -> [SigningKey] {
        try principal.require(.firmwareRead)
        return try await repository.read { try $0.signingKeys() }
    }

    /// What counts for the approval of releases.
    package func signatureRules(as principal: Principal) async throws -> SignatureRules {
        try principal.require(.firmwareRead)
        return try await repository.read { reader in
            SignatureRules(
                hasKeys: try !reader.signingKeys().isEmpty, requiresSignatures: try reader.requiresSignatures(),
                allowsBareSignatures: try reader.settingValues().allowsBareSignatures)
        }
    }

    /// From now on no release is approved without a signature by one of the signing keys, by any principal.
    ///
    /// - Parameter publicKey: PEM, or 32 bytes, plain or in base64 or hex.
    /// - Throws: REQUEST_001, also where the name or the key is there already.
    package func addSigningKey(
        named name: String, publicKey: [UInt8], by principal: Principal
    ) async throws -> SigningKey {
        try principal.requireAll(.admin)
        var faults = FieldRule.name.faults(of: name, field: "name")
        if name.isEmpty { faults.append(FieldFault(field: "name", fault: "is empty")) }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let key = SigningKey(name: name, publicKey: SpelledBytes.base64(try PublicKeyText.read(publicKey)))
        return try await repository.write { transaction in
            try transaction.hold(.signingKeys, for: .changing)
            let present = try transaction.signingKeys()
            // A repeat of what was done already: the answer was lost.
            if present.contains(key) { return key }
            guard !present.contains(where: { $0.name == name }) else {
                throw Self.fault("name", "is that of another signing key; remove that one first")
            }
            if let same = present.first(where: { $0.publicKey == key.publicKey }) {
                throw Self.fault("public_key", "is there already, as \(same.name)")
            }
            try transaction.setSigningKey(key)
            try transaction.setRequiresSignatures(true)
            try transaction.append([
                NewEvent(
                    .signingKeyAdded, by: principal, on: EventSubject(), detail: "\(key.name), \(key.publicKey)")
            ])
            return key
        }
    }

    /// What was signed with it and is not approved yet needs another signature.
    ///
    /// - Parameter leavingNone: whether the last one may go; from then on a release needs no signature to be approved.
    /// - Throws: REQUEST_001 where there is none of that name; FIRMWARE_013 where it is the last.
    package func removeSigningKey(
        named name: String, leavingNone: Bool = false, by principal: Principal
    ) async throws -> SigningKey {
        try principal.requireAll(.admin)
        return try await repository.write { transaction in
            try transaction.hold(.signingKeys, for: .changing)
            let present = try transaction.signingKeys()
            guard let key = present.first(where: { $0.name == name }) else {
                throw Self.fault("name", "is that of no signing key")
            }
            let isLast = present.count == 1
            guard !isLast || leavingNone else { throw SlipwayError.lastSigningKey(name) }
            _ = try transaction.removeSigningKey(named: name)
            if isLast { try transaction.setRequiresSignatures(false) }
            try transaction.append([
                NewEvent(
                    .signingKeyRemoved, by: principal, on: EventSubject(), detail: "\(key.name), \(key.publicKey)")
            ])
            if isLast {
                // A kind of its own would be one that programs before this one cannot read.
                try transaction.append([
                    NewEvent(
                        .settingChanged, by: principal, on: EventSubject(),
                        detail: "signatures required from yes to no: \(key.name) was the last signing key")
                ])
            }
            return key
        }
    }

    /// Gives a release that is not approved yet the signature that it came without, or another one.
    ///
    /// - Parameter name: as ``ReleaseName`` reads it.
    /// - Throws: FIRMWARE_001, FIRMWARE_016; FIRMWARE_002 where it is by none of the signing keys, or comes too late; AUTH_003 also
    ///   where it is for all organizations and the principal is of one.
    package func attach(
        _ signature: FirmwareSignature, to name: String, by principal: Principal
    ) async throws -> FirmwareRelease {
        try await attach(signature, nil, to: name, by: principal)
    }

    /// Gives a release that is not approved yet its manifest, or another one.
    ///
    /// - Throws: FIRMWARE_001; FIRMWARE_002 with every fault where it is not that of the release, or its signature by none
    ///   of the signing keys, or it comes too late; AUTH_003 also where the release is for all organizations and the
    ///   principal is of one.
    package func attach(
        _ manifest: SignedManifest, to name: String, by principal: Principal
    ) async throws -> FirmwareRelease {
        try await attach(nil, manifest, to: name, by: principal)
    }

    private func attach(
        _ signature: FirmwareSignature?, _ manifest: SignedManifest?, to name: String, by principal: Principal
    ) async throws -> FirmwareRelease {
        try principal.require(.firmwareWrite)
        let found = try await repository.read { try Self.visible(ReleaseName(name), as: principal, in: $0) }
        return try await repository.write { transaction in
            try transaction.hold(.release(found.version), for: .changing)
            try transaction.hold(.signingKeys, for: .reading)
            let release = try Self.visible(.id(found.id), as: principal, in: transaction)
            try principal.require(.firmwareWrite, over: release.organizationID)
            switch release.releaseStatus {
            case .draft, .testing: break
            case .approved, .deprecated:
                throw SlipwayError.firmwareInvalid(
                    .signatureFixed(version: release.version, status: release.releaseStatus))
            }
            let signers = try transaction.signers(of: signature, manifest, for: FirmwareManifest(of: release))
            if let signature { try transaction.setSignature(of: release.id, to: signature) }
            if let manifest { try transaction.setManifest(of: release.id, to: manifest) }
            try transaction.append([
                NewEvent(
                    .firmwareSigned, by: principal, on: EventSubject(of: release),
                    detail: release.version + signers.text)
            ])
            return try Self.visible(.id(release.id), as: principal, in: transaction)
        }
    }

    private static func fault(_ field: String, _ text: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: field, fault: text)])
    }
}

/// What counts for the approval of releases.
package struct SignatureRules: Hashable, Sendable {
    package let hasKeys: Bool
    /// Whether there was a key, and nothing says that releases need no signature any more.
    package let requiresSignatures: Bool
    /// For all but the releases of organizations that have a rule of their own.
    package let allowsBareSignatures: Bool
}
