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
