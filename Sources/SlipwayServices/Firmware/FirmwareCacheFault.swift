import Foundation

/// Why a release is not kept on disk; it is read from the database then.
struct FirmwareCacheFault: Error, CustomStringConvertible {
    let description: String

    init(_ path: String, words: String) {
        description = "the firmware cache \(path): \(words)"
    }

    /// - Parameter code: the system's own number (errno(3)).
    init(_ path: String, code: Int32) {
        self.init(path, words: String(cString: strerror(code)))
    }
}
