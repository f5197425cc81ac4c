import Dispatch
import Foundation

/// What an upload is written to while it arrives, so that memory does not grow with it: a file without a name, of which
/// nothing is left when the process ends, however it ends.
final class SpoolFile: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "slipway.spool-file")

    /// Readable by its owner only.
    ///
    /// - Throws: ``Failure``.
    /// - Parameter folder: whose disk it takes; none for the system's temporary one.
    init(in folder: String?) throws {
        let folder = folder.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        let path = folder.appending(path: "slipway-upload-\(UUID().uuidString)").path
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure() }
        guard unlink(path) == 0 else {
            let failure = Self.failure()
            close(descriptor)
            throw failure
        }
    }

    deinit { close(descriptor) }

    /// Under which this process opens it once more.
    var path: String { "/dev/fd/\(descriptor)" }

    /// - Throws: ``Failure``.
    func append(_ bytes: [UInt8]) async throws {
        let (queue, descriptor) = (queue, descriptor)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result { try Self.write(bytes, to: descriptor) }) }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure() -> Failure { Failure(code: errno) }

    /// The system's own number (errno(3)).
    struct Failure: Error {
        let code: Int32
    }
}
