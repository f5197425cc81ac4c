import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
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
    package let logger: Logger
    package let peer: String

    package init(logger: Logger, peer: String) {
        channel = nil
        self.logger = logger
        self.peer = peer
    }

    /// Tells a client that waits for it (RFC 9110, section 10.1.1) to send its body.
    func askForBody(_ headers: HTTPFields) async throws {
        guard let channel, headers[.expect]?.lowercased() == "100-continue" else { return }
        try await channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)))
    }

    /// Sends a part of a body, and waits until the system has taken it: a write alone returns long before.
    ///
    /// - Parameter writer: takes it where there is no connection.
    func send(_ bytes: ByteBuffer, by writer: inout any ResponseBodyWriter) async throws {
        guard let channel else { return try await writer.write(bytes) }
        try await channel.writeAndFlush(HTTPResponsePart.body(bytes))
    }

    /// The same for a part of a file, which the system sends without its being read (sendfile(2)).
    ///
    /// - Returns: false where there is no connection, and nothing is sent.
    func send(_ region: FileRegion) async throws -> Bool {
        guard let channel else { return false }
        try await channel.eventLoop.flatSubmit {
            let sent = channel.eventLoop.makePromise(of: Void.self)
            do {
                // The parts of the web library hold bytes alone; what it hands them to takes files too.
                let codec = try channel.pipeline.syncOperations.context(handlerType: HTTP1ToHTTPServerCodec.self)
                let part = HTTPServerResponsePart.body(.fileRegion(region))
                codec.writeAndFlush(HTTP1ToHTTPServerCodec.wrapOutboundOut(part), promise: sent)
            } catch {
                sent.fail(error)
            }
            return sent.futureResult
        }.get()
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

extension Connection: InitializableFromSource {
    package init(source: ApplicationRequestContextSource) {
        channel = source.channel
        logger = source.logger
        peer = source.channel.remoteAddress?.ipAddress ?? ""
    }
}
