/// How a release is named: by its version, or by its id as `id:12`, which is not a version.
package enum ReleaseName: Hashable, Sendable {
    case version(String)
    case id(FirmwareRelease.ID)

    package init(_ text: String) {
        let id = text.hasPrefix(Self.mark) ? Int64(text.dropFirst(Self.mark.count)) : nil
        self = id.map { .id(FirmwareRelease.ID($0)) } ?? .version(text)
    }

    private static let mark = "id:"
}

extension ReleaseName {
    /// The version, or the number alone.
    fileprivate var text: String {
        switch self {
        case .version(let version): version
        case .id(let id): id.description
        }
    }
}

extension ReleaseName: CustomStringConvertible {
    package var description: String {
        switch self {
        case .version(let version): version
        case .id(let id): "\(Self.mark)\(id)"
        }
    }
}

extension FirmwareReader {
    /// The release that a caller means, of those that it sees: the one with exactly this text, else the one whose version
    /// ``FirmwareVersion/mayBe(_:)`` that.
    ///
    /// - Throws: FIRMWARE_001; FIRMWARE_016 where it is several.
    package func release(_ name: ReleaseName, in scope: OrganizationScope) throws -> FirmwareRelease {
        let found: [FirmwareRelease]
        switch name {
        case .id(let id): found = [try release(id)].compactMap { $0 }
        case .version(let text):
            if let exact = try release(version: text), scope.sees(ownedBy: exact.organizationID) { return exact }
            let version = FirmwareVersion(text)
            found =
                try version.map { version in
                    try releases(equalTo: version).filter { FirmwareVersion($0.version)?.mayBe(version) ?? false }
                } ?? []
        }
        let seen = found.filter { scope.sees(ownedBy: $0.organizationID) }
        guard let only = seen.first else { throw SlipwayError.firmwareNotFound(name.text) }
        guard seen.count == 1 else { throw SlipwayError.versionAmbiguous(name.text, of: seen) }
        return only
    }
}
