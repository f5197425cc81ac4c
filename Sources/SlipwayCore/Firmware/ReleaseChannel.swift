/// For whom a release is meant.
package enum ReleaseChannel: String, CaseIterable, Hashable, Sendable, Codable {
    case alpha
    case beta
    case production
}
