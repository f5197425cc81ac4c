import Dispatch
import Foundation

/// A file that an upload is written to while it arrives, so that memory does not grow with it; gone when the upload ends.
final class SpoolFile: Sendable {
    let path: String
    private let handle: FileHandle
    private let queue = DispatchQueue(label: "slipway.spool-file")

    /// Readable by its owner only.
    ///
    /// - Parameter folder: none for the system's temporary one.
    init(in folder: String?) throws {
        let folder = folder.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        path = folder.appending(path: "slipway-upload-\(UUID().uuidString)").path
        guard
            FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw CocoaError(.fileWriteUnknown) }
        self.handle = handle
    }

    deinit {
        try? handle.close()
        try? FileManager.default.removeItem(atPath: path)
    }

    func append(_ bytes: [UInt8]) async throws {
        let (queue, handle) = (queue, handle)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result { try handle.write(contentsOf: bytes) }) }
        }
    }
}
