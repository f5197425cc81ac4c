import Crypto
import SlipwayCore

extension SigningKey {
    /// - Parameter checksum: the SHA-256 of the firmware, in hex.
    func verifies(_ signature: FirmwareSignature, ofSHA256 checksum: String) -> Bool {
        guard let digest = SpelledBytes.hex(checksum.utf8) else { return false }
        return verifies(signature, of: digest)
    }

    /// A manifest begins with its heading and is longer than 32 bytes: the signature of a manifest is none of a SHA-256.
    func verifies(_ manifest: SignedManifest) -> Bool { verifies(manifest.signature, of: manifest.bytes) }

    private func verifies(_ signature: FirmwareSignature, of bytes: [UInt8]) -> Bool {
        guard let own = SpelledBytes.read(publicKey.utf8, count: 32),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: own)
        else { return false }
        return key.isValidSignature(signature.bytes, for: bytes)
    }
}

/// By which of the signing keys a release is signed.
struct ReleaseSigners {
    private var isSigned = false
    private var hasManifest = false
    private var bare: SigningKey?
    private var manifest: SigningKey?
    private(set) var faults: [FieldFault] = []
    /// Whether the bare signature is all that is wrong.
    private(set) var failsBareAlone = false

    /// Holds what came with a release, or is stored with it, against what the release is and against the keys; where
    /// there are none, nothing can be verified, and no signature is wrong.
    init(
        of signature: FirmwareSignature?, _ manifest: SignedManifest?, for release: FirmwareManifest,
        among keys: [SigningKey]
    ) {
        isSigned = signature != nil
        hasManifest = manifest != nil
        if let manifest {
            faults = release.faults(in: manifest.bytes)
            self.manifest = keys.first { $0.verifies(manifest) }
            if self.manifest == nil, !keys.isEmpty {
                faults.append(
                    FieldFault(
                        field: "manifest_signature",
                        fault: "is not one over the bytes of this manifest by any of the signing keys"))
            }
        }
        guard let signature else { return }
        bare = keys.first { $0.verifies(signature, ofSHA256: release.sha256) }
        if bare == nil, !keys.isEmpty {
            failsBareAlone = faults.isEmpty
            faults.append(
                FieldFault(
                    field: "digital_signature",
                    fault: "is not one over this firmware's SHA-256 by any of the signing keys"))
        }
    }

    /// `, signed with release-2026, its manifest signed with release-2026`; empty where it comes without any.
    var text: String {
        let signature =
            bare.map { ", signed with \($0.name)" } ?? ", its signature not verified: no signing key is set"
        let signed =
            manifest.map { ", its manifest signed with \($0.name)" }
            ?? ", the signature of its manifest not verified: no signing key is set"
        return (isSigned ? signature : "") + (hasManifest ? signed : "")
    }
}

extension SettingReader {
    /// Who signed what a new or changed release comes with.
    ///
    /// - Throws: FIRMWARE_002 with every fault: the manifest is not that of the release, or a signature is by none of the
    ///   keys that are set.
    func signers(
        of signature: FirmwareSignature?, _ manifest: SignedManifest?, for release: FirmwareManifest
    ) throws -> ReleaseSigners {
        let signers = ReleaseSigners(of: signature, manifest, for: release, among: try signingKeys())
        if signers.failsBareAlone { throw SlipwayError.firmwareInvalid(.signatureMismatch) }
        guard signers.faults.isEmpty else {
            throw SlipwayError.firmwareInvalid(.manifestMismatch(signers.faults))
        }
        return signers
    }

    /// By which keys a release may be approved. All that it is signed with must be right: devices get it with the update.
    ///
    /// - Parameter rule: of the organization that it belongs to; that of the service where it is for all.
    /// - Throws: FIRMWARE_002 where there are keys and it is not signed by one of them as the rule asks, or where there
    ///   were some and none is left.
    func approvingSigners(of release: FirmwareRelease, under rule: BareSignatureRule) throws -> ReleaseSigners? {
        let keys = try signingKeys()
        if keys.isEmpty {
            guard try !requiresSignatures() else {
                throw SlipwayError.firmwareInvalid(.keysMissing(version: release.version))
            }
            return nil
        }
        let allowsBare = try rule.allows(settingValues())
        guard release.manifest != nil || release.manifestSignature != nil || allowsBare else {
            throw SlipwayError.firmwareInvalid(
                .manifestMissing(version: release.version, hasSignature: release.digitalSignature != nil))
        }
        return try release.signers(among: keys)
    }
}

extension FirmwareRelease {
    /// - Throws: FIRMWARE_002.
    fileprivate func signers(among keys: [SigningKey]) throws -> ReleaseSigners {
        let hasManifest = manifest != nil || manifestSignature != nil
        if !hasManifest, digitalSignature == nil { throw SlipwayError.firmwareInvalid(.unsigned(version: version)) }
        // What is stored and no signature at all must not count as none.
        var faults: [FieldFault] = []
        let signature = digitalSignature.flatMap { FirmwareSignature($0.utf8) }
        if digitalSignature != nil, signature == nil { faults.append(.noSignature) }
        let manifestSignature = manifestSignature.flatMap { FirmwareSignature($0.utf8) }
        if hasManifest, manifestSignature == nil { faults.append(.noManifestSignature) }
        let signed = manifestSignature.map { SignedManifest(bytes: Array((manifest ?? "").utf8), signature: $0) }
        let signers = ReleaseSigners(of: signature, signed, for: FirmwareManifest(of: self), among: keys)
        faults += signers.faults
        guard !faults.isEmpty else { return signers }
        throw SlipwayError.firmwareInvalid(
            hasManifest
                ? .manifestUnverified(version: version, faults) : .signatureUnverified(version: version))
    }
}
