/// One version of the firmware, with where its bytes are and who may run it.
package struct FirmwareRelease: Hashable, Sendable, Encodable {
    package typealias ID = RecordID<FirmwareRelease>

    package let id: ID
    /// Unique; a semantic version.
    package let version: String
    package let releaseChannel: ReleaseChannel
    /// `sha256:` and the checksum.
    package let storagePath: String
    /// SHA-256 in hex.
    package let checksum: String
    package let sizeBytes: Int64
    /// A ``FirmwareSignature`` in base64, which devices may verify as well.
    package let digitalSignature: String?
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
        id: ID, version: String, releaseChannel: ReleaseChannel, storagePath: String, checksum: String,
        sizeBytes: Int64, digitalSignature: String?, releaseStatus: FirmwareReleaseStatus, releaseNotes: String?,
        minimumVersion: String?, fileName: String, sha1: String, md5: String, hardwareVersions: [String],
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.version = version
        self.releaseChannel = releaseChannel
        self.storagePath = storagePath
        self.checksum = checksum
        self.sizeBytes = sizeBytes
        self.digitalSignature = digitalSignature
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
