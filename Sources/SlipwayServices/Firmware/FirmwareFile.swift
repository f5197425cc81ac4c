import Crypto
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
    /// Open for as long as the value lives.
    let descriptor: Int32
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

    /// Bytes, and the record of the file after they were read: only that one says that they had not changed before.
    ///
    /// - Throws: FIRMWARE_002.
    func recordedBytes(at offset: Int64, count: Int) async throws -> (bytes: [UInt8], record: FileRecord) {
        try await Self.onQueue(queue) { (try self.read(count, at: offset), try self.record()) }
    }

    /// Reads every piece that holds one of the bytes whole; of all callers one piece at a time is in memory for that.
    ///
    /// - Parameter digests: of all pieces.
    /// - Returns: none where a piece has another digest.
    /// - Throws: FIRMWARE_002.
    func bytes(at offset: Int64, count: Int, matching digests: [SHA256.Digest]) async throws -> [UInt8]? {
        try await Self.onQueue(queue) {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count)
            for number in Self.pieces(at: offset, count: count) {
                let start = Int64(number) * Int64(Self.pieceSize)
                let piece = try self.read(Self.pieceSize, at: start)
                guard SHA256.hash(data: piece) == digests[number] else { return nil }
                let end = min(Int64(piece.count), offset + Int64(count) - start)
                bytes += piece[Int(max(0, offset - start))..<Int(end)]
            }
            return bytes
        }
    }

    /// The numbers of the pieces that hold these bytes.
    static func pieces(at offset: Int64, count: Int) -> ClosedRange<Int> {
        let size = Int64(pieceSize)
        return Int(offset / size)...Int((offset + Int64(count) - 1) / size)
    }

    /// Of a file that is open: the system has it in memory, so that asking does not block.
    ///
    /// - Throws: FIRMWARE_002.
    func record() throws(SlipwayError) -> FileRecord {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.unreadable(path, errno) }
        return FileRecord(status)
    }

    /// Sets the file's times to now.
    ///
    /// - Returns: its record after that.
    /// - Throws: FIRMWARE_002.
    func recordUse() async throws -> FileRecord {
        try await Self.onQueue(queue) {
            guard futimens(self.descriptor, nil) == 0 else { throw Self.unreadable(self.path, errno) }
            return try self.record()
        }
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
        var message = "error \(code)"
        if let text = strerror(code) { message = String(cString: text) }
        return .firmwareInvalid(.unreadable("\(path): \(message)"))
    }

    private static func onQueue<Value: Sendable>(
        _ queue: DispatchQueue, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}

/// What the system records of a file; another value means that the file may have changed.
struct FileRecord: Hashable, Sendable {
    let inode: UInt64
    let size: Int64
    /// Since 1970.
    let modifiedAt: Duration
    /// Since 1970; moves with every change of the file or of its record, and cannot be set.
    let changedAt: Duration

    init(_ status: stat) {
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        #if canImport(Glibc)
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #else
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #endif
        modifiedAt = .seconds(modified.tv_sec) + .nanoseconds(modified.tv_nsec)
        changedAt = .seconds(changed.tv_sec) + .nanoseconds(changed.tv_nsec)
    }
}
