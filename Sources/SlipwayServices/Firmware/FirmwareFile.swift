import Dispatch
import SlipwayCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A firmware file that is read in pieces, on a queue of its own since a read may block.
final class FirmwareFile: Sendable {
    /// Bytes of every piece but the last one; firmware is stored in the same pieces.
    static let pieceSize = 1 << 20

    /// In bytes, when it was opened.
    let size: Int64
    private let path: String
    private let descriptor: Int32
    private let queue: DispatchQueue

    private init(path: String, queue: DispatchQueue) throws(SlipwayError) {
        // Without O_NONBLOCK opening a named pipe would wait for a writer.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.unreadable(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw Self.unreadable(path, code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .firmwareInvalid(.unreadable("\(path) is not a file"))
        }
        size = Int64(status.st_size)
        self.path = path
        self.queue = queue
    }

    deinit { close(descriptor) }

    /// - Throws: FIRMWARE_002.
    static func opened(path: String) async throws -> FirmwareFile {
        let queue = DispatchQueue(label: "slipway.firmware-file")
        return try await onQueue(queue) { try FirmwareFile(path: path, queue: queue) }
    }

    /// The bytes of one piece, from number 0: fewer than `pieceSize` at the end of the file, none behind it.
    ///
    /// - Throws: FIRMWARE_002.
    func piece(_ number: Int) async throws -> [UInt8] {
        try await bytes(at: Int64(number) * Int64(Self.pieceSize), count: Self.pieceSize)
    }

    /// Fewer than `count` at the end of the file.
    ///
    /// - Throws: FIRMWARE_002.
    func bytes(at offset: Int64, count: Int) async throws -> [UInt8] {
        try await Self.onQueue(queue) { try self.read(count, at: offset) }
    }

    private func read(_ wanted: Int, at offset: Int64) throws(SlipwayError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            while filled < wanted, let base = buffer.baseAddress {
                let count = pread(descriptor, base + filled, wanted - filled, off_t(offset) + off_t(filled))
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = errno }
                guard count > 0 else { return }
                filled += count
            }
        }
        guard failure == 0 else { throw Self.unreadable(path, failure) }
        return bytes
    }

    private static func unreadable(_ path: String, _ code: Int32) -> SlipwayError {
        var words = "error \(code)"
        if let text = strerror(code) { words = String(cString: text) }
        return .firmwareInvalid(.unreadable("\(path): \(words)"))
    }

    private static func onQueue<Value: Sendable>(
        _ queue: DispatchQueue, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
