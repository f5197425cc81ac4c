/// What it takes to create a release, beside its bytes.
package struct NewFirmwareRelease: Hashable, Sendable {
    package let version: String
    package let channel: ReleaseChannel
    package let fileName: String
    package let releaseNotes: String?
    package let minimumVersion: String?
    package let hardwareVersions: [String]
    package let signature: FirmwareSignature?

    package init(
        version: String, channel: ReleaseChannel, fileName: String, releaseNotes: String? = nil,
        minimumVersion: String? = nil, hardwareVersions: [String] = [],
        signature: FirmwareSignature? = nil
    ) {
        self.version = version
        self.channel = channel
        self.fileName = fileName
        self.releaseNotes = releaseNotes
        self.minimumVersion = minimumVersion
        self.hardwareVersions = hardwareVersions
        self.signature = signature
    }
}
