import Dispatch
import Foundation

/// A connection on which a test says what it likes, byte by byte; it blocks a thread of its own.
final class RawConnection: Sendable {
    /// What it holds at most that has not been read, in bytes.
    static let receivingBuffer = 64 << 10

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "slipway.raw-connection")

    init(port: Int) async throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A reader that is slow must not be hidden behind large buffers.
        var size: Int32 = 16 << 10
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { Foundation.close(descriptor) }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        let descriptor = descriptor
        try await onQueue {
            var rest = bytes[...]
            while !rest.isEmpty {
                let sent = rest.withUnsafeBytes {
                    Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { throw POSIXError(.EPIPE) }
                rest = rest.dropFirst(sent)
            }
        }
    }

    /// Tells the server that nothing more comes.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Ends it as a device does that loses its power.
    func drop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Waits, without reading, until the other side has ended it at once; for as long as the test may take, since how soon
    /// that is depends on what else the machine has to do.
    ///
    /// - Throws: ETIMEDOUT where it is still open after four minutes.
    func waitUntilCut() async throws {
        let descriptor = descriptor
        try await onQueue {
            var state = pollfd(fd: descriptor, events: 0, revents: 0)
            guard poll(&state, 1, 240_000) == 1 else { throw POSIXError(.ETIMEDOUT) }
        }
    }

    /// Some bytes; none at the end, however it came.
    func read(upTo count: Int = 64 << 10) async throws -> [UInt8] {
        let descriptor = descriptor
        return try await onQueue {
            [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = max(0, recv(descriptor, buffer.baseAddress, count, 0))
            }
        }
    }

    /// Everything up to and with `end`, or up to the end of the connection.
    func read(until end: String) async throws -> String {
        var text = ""
        while !text.hasSuffix(end) {
            let bytes = try await read(upTo: 1)
            guard !bytes.isEmpty else { break }
            text += String(decoding: bytes, as: UTF8.self)
        }
        return text
    }

    /// How many bytes come until the connection ends, or until there are `limit`.
    func readToEnd(of limit: Int = .max) async throws -> Int {
        var count = 0
        while true {
            guard count < limit else { return count }
            let bytes = try await read()
            guard !bytes.isEmpty else { return count }
            count += bytes.count
        }
    }

    private func onQueue<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
