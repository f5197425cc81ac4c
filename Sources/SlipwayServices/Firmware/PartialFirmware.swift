import Dispatch
import Foundation

/// A file of the firmware cache that is being written, under a name that says so; locked for as long as it is, so that
/// what a process leaves that was killed can be told from what another one is writing.
final class PartialFirmware: Sendable {
    static let suffix = ".part"

    private let folder: String
    private let path: String
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "slipway.partial-firmware")

    /// Readable by its owner only.
    ///
    /// - Throws: ``FirmwareCacheFault``.
    init(in folder: String) throws {
        self.folder = folder
        path = folder + "/" + UUID().uuidString + Self.suffix
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FirmwareCacheFault(folder, code: errno) }
        // It cannot fail another: the name is ours alone.
        flock(descriptor, LOCK_EX | LOCK_NB)
    }

    deinit { close(descriptor) }

    /// - Throws: ``FirmwareCacheFault``.
    func append(_ bytes: [UInt8]) async throws {
        try await onQueue { [folder] _, descriptor in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw FirmwareCacheFault(folder, code: errno) }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Gives it the name under which it counts, once its bytes are on the disk.
    ///
    /// - Throws: ``FirmwareCacheFault``.
    func finish(as name: String) async throws {
        try await onQueue { path, descriptor in
            guard fsync(descriptor) == 0, rename(path, name) == 0 else { throw FirmwareCacheFault(name, code: errno) }
            let folder = open((name as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard folder >= 0 else { throw FirmwareCacheFault(name, code: errno) }
            defer { close(folder) }
            guard fsync(folder) == 0 else { throw FirmwareCacheFault(name, code: errno) }
        }
    }

    func discard() { unlink(path) }

    static func removeIfAbandoned(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
    }

    private func onQueue(_ work: @escaping @Sendable (_ path: String, _ descriptor: Int32) throws -> Void) async throws
    {
        let (path, descriptor) = (path, descriptor)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result { try work(path, descriptor) }) }
        }
    }
}
