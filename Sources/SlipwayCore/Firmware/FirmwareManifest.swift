/// What a signature is for: the bytes of a release, and all that decides which devices install them.
///
/// Its ``text`` is canonical: there is one way to write it, so that it can be compared and signed byte by byte. See
/// <doc:SignedManifests>.
package struct FirmwareManifest: Hashable, Sendable {
    /// The first line; another form of manifest has another one.
    package static let heading = "slipway-manifest-v1"

    /// In lower-case hex.
    package let sha256: String
    package let sizeBytes: Int64
    package let version: String
    /// Empty: any hardware.
    package let hardwareVersions: [String]
    package let minimumVersion: String?

    package init(
        sha256: String, sizeBytes: Int64, version: String, hardwareVersions: [String], minimumVersion: String?
    ) {
        self.sha256 = sha256
        self.sizeBytes = sizeBytes
        self.version = version
        self.hardwareVersions = hardwareVersions
        self.minimumVersion = minimumVersion
    }

    /// The heading, then a line for each member, its name and its value with one space between; each line ends with a
    /// line feed. Hardware versions have a line each, in the order of their UTF-8 bytes, none twice.
    package var text: String {
        ([Self.heading] + members.map { "\($0.name) \($0.value)" }).map { $0 + "\n" }.joined()
    }

    var members: [(name: String, value: String)] {
        [("sha256", sha256), ("size", "\(sizeBytes)"), ("version", version)]
            + Self.sorted(hardwareVersions).map { ("hardware", $0) } + (minimumVersion.map { [("minimum", $0)] } ?? [])
    }

    /// Texts that look the same in other bytes are others, as they are to those who sign.
    static func sorted(_ texts: [String]) -> [String] {
        Set(texts.map { Array($0.utf8) }).sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

extension FirmwareManifest {
    /// What a release that is there says of itself.
    package init(of release: FirmwareRelease) {
        self.init(
            sha256: release.checksum, sizeBytes: release.sizeBytes, version: release.version,
            hardwareVersions: release.hardwareVersions, minimumVersion: release.minimumVersion)
    }

    /// What a new release says of itself, with its bytes.
    package init(of release: NewFirmwareRelease, sha256: String, sizeBytes: Int64) {
        self.init(
            sha256: sha256, sizeBytes: sizeBytes, version: release.version,
            hardwareVersions: release.hardwareVersions, minimumVersion: release.minimumVersion)
    }
}

/// A manifest as it was given, and a signature over exactly its bytes.
package struct SignedManifest: Hashable, Sendable {
    package let bytes: [UInt8]
    package let signature: FirmwareSignature

    package init(bytes: [UInt8], signature: FirmwareSignature) {
        self.bytes = bytes
        self.signature = signature
    }

    /// Exact where the bytes are UTF-8, as every sound manifest is.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension FieldFault {
    package static let noManifestSignature = FieldFault(
        field: "manifest_signature", fault: noSignature.fault)
}
