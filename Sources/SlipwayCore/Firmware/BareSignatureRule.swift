/// Whether a release may be approved with a digital signature alone: one over its bytes, without a ``SignedManifest``
/// that says for which version and which devices they are.
///
/// It counts where there are signing keys; what is approved stays approved.
package enum BareSignatureRule: String, CaseIterable, Hashable, Sendable, Codable {
    case refused
    case allowed
    /// Of an organization: for its own releases counts what counts for everything.
    case inherited

    package func allows(_ settings: SettingValues) -> Bool {
        switch self {
        case .refused: false
        case .allowed: true
        case .inherited: settings.allowsBareSignatures
        }
    }
}
