import Foundation

/// A connection to a server of this machine that is kept from one request to the next, used by one thread.
final class KeepAliveConnection {
    struct Answer {
        let status: Int
        let bodyBytes: Int
    }

    private let socket: Int32
    private var buffer: [UInt8]

    /// - Parameter bufferBytes: as many as a head takes at least.
    /// - Throws: where nothing listens.
    init(port: Int, bufferBytes: Int = 262_144) throws {
        buffer = [UInt8](repeating: 0, count: bufferBytes)
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        if socket < 0 { throw SystemFault("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let outcome = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(socket, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if outcome != 0 {
            let fault = SystemFault("connect")
            close(socket)
            throw fault
        }
        var one: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    func send(_ request: [UInt8]) throws {
        if Glibc.send(socket, request, request.count, Int32(MSG_NOSIGNAL)) != request.count {
            throw SystemFault("send")
        }
    }

    /// The next answer, of which the body is counted and forgotten.
    func receive() throws -> Answer {
        var count = 0
        while true {
            count += try read(at: count)
            guard let head = try head(in: count) else { continue }
            var left = head.length - (count - head.end)
            while left > 0 { left -= try read(at: 0) }
            return Answer(status: head.status, bodyBytes: head.length)
        }
    }

    /// None where it is not all there yet.
    private func head(in count: Int) throws -> (status: Int, length: Int, end: Int)? {
        guard let end = headEnd(before: count) else { return nil }
        // After `HTTP/1.1 `.
        guard let length = bodyLength(before: end), let status = number(at: 9, before: end) else {
            let head = String(decoding: buffer[..<end], as: UTF8.self)
            throw SystemFault(saying: "an answer without a length: \(head)")
        }
        return (status, length, end)
    }

    /// The body of the answer to a request, of which the whole has to fit into the buffer.
    ///
    /// - Throws: where it is not answered with 200.
    func document(_ request: [UInt8]) throws -> Data {
        try send(request)
        var count = 0
        while true {
            count += try read(at: count)
            guard let head = try head(in: count) else { continue }
            guard head.status == 200, head.end + head.length <= buffer.count else {
                throw SystemFault(saying: "answered \(head.status) with \(head.length) bytes")
            }
            while count < head.end + head.length { count += try read(at: count) }
            return Data(buffer[head.end..<head.end + head.length])
        }
    }

    // By bytes, without a string: what the client takes is a part of what ``StepCosts`` counts.

    private static let lengthName = Array("content-length:".utf8)

    private func headEnd(before count: Int) -> Int? {
        var index = 3
        while index < count {
            if buffer[index] == 10, buffer[index - 1] == 13, buffer[index - 2] == 10 { return index + 1 }
            index += 1
        }
        return nil
    }

    private func bodyLength(before end: Int) -> Int? {
        var start = 0
        while start < end {
            var place = 0
            // Letters differ from small ones by a bit, and what else is in the name has it.
            while place < Self.lengthName.count, start + place < end,
                buffer[start + place] | 0x20 == Self.lengthName[place]
            { place += 1 }
            if place == Self.lengthName.count { return number(at: start + place, before: end) }
            while start < end, buffer[start] != 10 { start += 1 }
            start += 1
        }
        return nil
    }

    /// After blanks.
    private func number(at start: Int, before end: Int) -> Int? {
        var index = start
        while index < end, buffer[index] == UInt8(ascii: " ") { index += 1 }
        var number: Int?
        while index < end, (48...57).contains(buffer[index]) {
            number = 10 * (number ?? 0) + Int(buffer[index]) - 48
            index += 1
        }
        return number
    }

    func ask(_ request: [UInt8]) throws -> Answer {
        try send(request)
        return try receive()
    }

    /// Waits until one of them has an answer, or until then.
    ///
    /// - Returns: the places of those that have one, in order.
    static func answered(
        among connections: [KeepAliveConnection], until deadline: ContinuousClock.Instant
    ) -> [Int] {
        var polled = connections.map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
        let left = max(0, Int32((deadline - .now) / .milliseconds(1)))
        guard poll(&polled, nfds_t(polled.count), left) > 0 else { return [] }
        return polled.indices.filter { polled[$0].revents != 0 }
    }

    /// - Parameter offset: from which on the buffer is written.
    private func read(at offset: Int) throws -> Int {
        let socket = socket
        let count = buffer.withUnsafeMutableBytes { bytes in
            let free = UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
            return recv(socket, free.baseAddress, free.count, 0)
        }
        if count < 0 { throw SystemFault("recv") }
        if count == 0 { throw SystemFault(saying: "the server has closed the connection") }
        return count
    }
}
