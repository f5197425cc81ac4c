import SlipwayCore

extension FirmwareRelease {
    static let sample = FirmwareRelease(
        id: .init(1), version: "4.12.0", releaseChannel: .production, storagePath: "sha256:00", checksum: "00",
        sizeBytes: 1, digitalSignature: "", releaseStatus: .approved, releaseNotes: "", minimumVersion: "4.0.0",
        fileName: "gateway.bin", sha1: "00", md5: "00", hardwareVersions: ["C"], createdAt: .sample,
        updatedAt: .sample)
}
