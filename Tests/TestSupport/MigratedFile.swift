import Foundation
import SQLiteRepository

/// A file as `SQLiteRepository.migrate` leaves it, with nothing in it.
///
/// All released migrations take a hundred times as long as a copy of what they make, and most tests want just that.
package enum MigratedFile {
    /// At a path where nothing is yet.
    package static func write(to path: String) throws {
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: path, contents: try bytes.get(), attributes: attributes) else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
        }
    }

    private static let bytes = Result { try made() }

    private static func made() throws -> Data {
        let url = FileManager.default.temporaryDirectory.appending(path: "slipway-\(UUID().uuidString).db")
        defer { try? FileManager.default.removeItem(at: url) }
        try SQLiteRepository.migrate(path: url.path)
        return try Data(contentsOf: url)
    }
}
