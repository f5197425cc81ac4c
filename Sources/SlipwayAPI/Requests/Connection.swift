import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTPTypes

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

    /// Waits until the system has taken all that was written: a write alone returns long before.
    func flush() async throws {
        try await channel?.writeAndFlush(HTTPResponsePart.body(ByteBuffer()))
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
