/// Why a firmware file, or the signature of one, is not taken.
package enum FirmwareFault: Hashable, Sendable {
    case unreadable(String)
    /// What came with it is by none of the signing keys, or for other bytes.
    case signatureMismatch
    case unsigned(version: String)
    /// It was taken once; since then the signing keys are others.
    case signatureUnverified(version: String)
    case signatureFixed(version: String, status: FirmwareReleaseStatus)
    /// A manifest that came along is not this release's, or signed by none of the signing keys; every fault.
    case manifestMismatch([FieldFault])
    /// The same of one that was taken once.
    case manifestUnverified(version: String, [FieldFault])
    /// It has none, where a digital signature alone does not suffice.
    case manifestMissing(version: String, hasSignature: Bool)
    /// There were signing keys, and none is left, although nothing says that releases need no signature any more.
    case keysMissing(version: String)

    package var message: String {
        switch self {
        case .unreadable(let detail): "the firmware file cannot be read: \(detail)"
        case .signatureMismatch: "the signature is not one over this firmware's SHA-256 by any of the signing keys"
        case .unsigned(let version):
            "firmware \(version) has no signature, and without one nothing is approved where signing keys are set; "
                + "add it: slipway firmware attach-signature \(version) FILE"
        case .signatureUnverified(let version):
            "the signature of firmware \(version) is by none of the signing keys that are set"
        case .signatureFixed(let version, let status):
            "firmware \(version) is \(status.rawValue); its signature no longer changes"
        case .manifestMismatch(let faults): faults.map(\.description).joined(separator: "; ")
        case .manifestUnverified(let version, let faults):
            "firmware \(version) is not approved: " + faults.map(\.description).joined(separator: "; ")
        case .manifestMissing(let version, let hasSignature):
            "firmware \(version) has no signed manifest, and "
                + (hasSignature
                    ? "a digital signature alone does not say what it is for (bare_signatures is refused); "
                    : "without one nothing is approved where signing keys are set; ")
                + "add it: slipway firmware attach-manifest \(version) FILE SIGNATURE"
        case .keysMissing(let version):
            "firmware \(version) is not approved: there were signing keys and none is left; add one: slipway firmware "
                + "keys add NAME FILE (removing that one again with --no-signatures ends the need for signatures)"
        }
    }

    /// What is wrong with what was sent, or is stored, one by one.
    package var faults: [FieldFault] {
        switch self {
        case .manifestMismatch(let faults), .manifestUnverified(_, let faults): faults
        case .unreadable, .signatureMismatch, .unsigned, .signatureUnverified, .signatureFixed, .manifestMissing,
            .keysMissing:
            []
        }
    }

    /// Whether it lies in what is stored, not in what was sent.
    package var isConflict: Bool {
        switch self {
        case .unreadable, .signatureMismatch, .manifestMismatch: false
        case .unsigned, .signatureUnverified, .signatureFixed, .manifestUnverified, .manifestMissing, .keysMissing: true
        }
    }
}
