import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a request came in on.
package struct Connection: Sendable {
    /// None where there is no connection, as in tests that ask the routes themselves.
    private let channel: (any Channel)?
    private let plainLogger: Logger
    /// None where there is no connection.
    let requestID: String?
    package let peer: String

    package init(logger: Logger, peer: String) {
        channel = nil
        plainLogger = logger
        requestID = nil
        self.peer = peer
    }

    /// For one request.
    init(on channel: any Channel, peer: String, logger: Logger) {
        self.channel = channel
        plainLogger = logger
        requestID = RequestID().description
        self.peer = peer
    }

    /// Names the request; made when it is asked for, which most requests never do.
    package var logger: Logger {
        var logger = plainLogger
        if let requestID { logger[metadataKey: "hb.request.id"] = "\(requestID)" }
        return logger
    }

    /// Tells a client that waits for it (RFC 9110, section 10.1.1) to send its body.
    func askForBody(_ headers: HTTPFields) async throws {
        guard let channel, headers[.expect]?.lowercased() == "100-continue" else { return }
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        try await channel.writeAndFlush(HTTPServerResponsePart.head(head))
    }

    /// Sends an answer; returns before the client has taken it, unless it takes what it gets slowly.
    ///
    /// - Throws: what the body throws, and where the connection has ended.
    func send(_ response: Response) async throws {
        guard let channel else { return }
        channel.write(HTTPServerResponsePart.head(HTTPResponseHead(response.head)), promise: nil)
        try await response.body.write(AnswerWriter(to: channel))
    }

    /// Sends a part of a body, and waits until the system has taken it: a write alone returns long before.
    ///
    /// - Parameter writer: takes it where there is no connection.
    func send(_ bytes: ByteBuffer, by writer: inout any ResponseBodyWriter) async throws {
        guard let channel else { return try await writer.write(bytes) }
        try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(bytes)))
    }

    /// The same for a part of a file, which the system sends without its being read (sendfile(2)).
    ///
    /// - Returns: false where there is no connection, and nothing is sent.
    func send(_ region: FileRegion) async throws -> Bool {
        guard let channel else { return false }
        try await channel.writeAndFlush(HTTPServerResponsePart.body(.fileRegion(region)))
        return true
    }

    /// A body after which the connection ends: a little later, so that a client that still sends can read it.
    func closingBody(_ bytes: ByteBuffer) -> ResponseBody {
        ResponseBody(contentLength: bytes.readableBytes) { writer in
            try await writer.write(bytes)
            try await writer.finish(nil)
            guard channel != nil else { return }
            try await Task.sleep(for: .milliseconds(200))
            channel?.close(mode: .all, promise: nil)
        }
    }

    /// Calls `body` once the connection has ended; never where there is none.
    func whenEnded(_ body: @escaping @Sendable () -> Void) {
        channel?.closeFuture.whenComplete { _ in body() }
    }

    func isSame(as other: Connection) -> Bool {
        guard let channel, let other = other.channel else { return false }
        return channel === other
    }

    /// Ends it at once: what waits in the system's buffers to be sent is thrown away too.
    func cut() async {
        guard let channel else { return }
        do {
            try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        } catch {
            logger.debug("a connection is cut that has ended already")
        }
        channel.close(mode: .all, promise: nil)
    }
}
