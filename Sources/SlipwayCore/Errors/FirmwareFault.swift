/// Why a firmware file, or the signature of one, is not taken.
package enum FirmwareFault: Hashable, Sendable {
    case unreadable(String)
    /// What came with it is by none of the signing keys, or for other bytes.
    case signatureMismatch
    case unsigned(version: String)
    /// It was taken once; since then the signing keys are others.
    case signatureUnverified(version: String)
    case signatureFixed(version: String, status: FirmwareReleaseStatus)

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
        }
    }

    /// Whether it lies in what is stored, not in what was sent.
    package var isConflict: Bool {
        switch self {
        case .unreadable, .signatureMismatch: false
        case .unsigned, .signatureUnverified, .signatureFixed: true
        }
    }
}
