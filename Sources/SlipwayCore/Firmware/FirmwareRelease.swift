/// One version of the firmware, with where its bytes are and who may run it.
package struct FirmwareRelease: Hashable, Sendable, Encodable {
    package typealias ID = RecordID<FirmwareRelease>

    package let id: ID
    /// The one organization that governs it and whose devices may run it; none where it is for all.
    package let organizationID: Organization.ID?
    /// A ``FirmwareVersion``; no two releases of all organizations have the same text, nor, since `0007 version keys`, are
    /// new ones equal to another.
    package let version: String
    package let releaseChannel: ReleaseChannel
    /// `sha256:` and the checksum.
    package let storagePath: String
    /// SHA-256 in hex.
    package let checksum: String
    package let sizeBytes: Int64
    /// A ``FirmwareSignature`` in base64, which devices may verify as well.
    package let digitalSignature: String?
    /// The text of its ``FirmwareManifest`` as it was signed.
    package let manifest: String?
    /// A ``FirmwareSignature`` over the bytes of the manifest, in base64.
    package let manifestSignature: String?
    package var releaseStatus: FirmwareReleaseStatus
    package let releaseNotes: String?
    package let minimumVersion: String?
    package let fileName: String
    package let sha1: String
    package let md5: String
    /// Empty: any hardware.
    package let hardwareVersions: [String]
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ID, organizationID: Organization.ID?, version: String, releaseChannel: ReleaseChannel,
        storagePath: String, checksum: String, sizeBytes: Int64, digitalSignature: String?,
        manifest: String? = nil, manifestSignature: String? = nil, releaseStatus: FirmwareReleaseStatus,
        releaseNotes: String?, minimumVersion: String?, fileName: String, sha1: String, md5: String,
        hardwareVersions: [String], createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.version = version
        self.releaseChannel = releaseChannel
        self.storagePath = storagePath
        self.checksum = checksum
        self.sizeBytes = sizeBytes
        self.digitalSignature = digitalSignature
        self.manifest = manifest
        self.manifestSignature = manifestSignature
        self.releaseStatus = releaseStatus
        self.releaseNotes = releaseNotes
        self.minimumVersion = minimumVersion
        self.fileName = fileName
        self.sha1 = sha1
        self.md5 = md5
        self.hardwareVersions = hardwareVersions
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// The checksums of a firmware file, each in lower-case hex.
package struct FirmwareDigests: Hashable, Sendable {
    package let sha256: String
    package let sha1: String
    package let md5: String

    package init(sha256: String, sha1: String, md5: String) {
        self.sha256 = sha256
        self.sha1 = sha1
        self.md5 = md5
    }
}

/// What it takes to create a release, beside its bytes.
package struct NewFirmwareRelease: Hashable, Sendable {
    package let version: String
    package let channel: ReleaseChannel
    package let fileName: String
    package let releaseNotes: String?
    package let minimumVersion: String?
    package let hardwareVersions: [String]
    package let signature: FirmwareSignature?
    package let manifest: SignedManifest?
    /// Whether another version may have the same bytes.
    package let allowsSameBytes: Bool
    /// None for all; a principal of one organization creates releases of that one.
    package var organizationID: Organization.ID?

    package init(
        version: String, channel: ReleaseChannel, fileName: String, releaseNotes: String? = nil,
        minimumVersion: String? = nil, hardwareVersions: [String] = [],
        signature: FirmwareSignature? = nil, manifest: SignedManifest? = nil, allowsSameBytes: Bool = false,
        organizationID: Organization.ID? = nil
    ) {
        self.version = version
        self.channel = channel
        self.fileName = fileName
        self.releaseNotes = releaseNotes
        self.minimumVersion = minimumVersion
        self.hardwareVersions = hardwareVersions
        self.signature = signature
        self.manifest = manifest
        self.allowsSameBytes = allowsSameBytes
        self.organizationID = organizationID
    }
}

/// For whom a release is meant.
package enum ReleaseChannel: String, CaseIterable, Hashable, Sendable, Codable {
    case alpha
    case beta
    case production
}
