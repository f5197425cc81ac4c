import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Writes the body of an answer to its connection, a small one and its end with one call of the system.
struct AnswerWriter: ResponseBodyWriter {
    /// In bytes.
    private static let sentAtOnce = 64 << 10

    private let channel: any Channel
    private var unsent = 0

    init(to channel: any Channel) { self.channel = channel }

    mutating func write(_ buffer: ByteBuffer) async throws {
        unsent += buffer.readableBytes
        let part = HTTPServerResponsePart.body(.byteBuffer(buffer))
        guard unsent >= Self.sentAtOnce else { return channel.write(part, promise: nil) }
        unsent = 0
        try await channel.writeAndFlush(part)
    }

    /// Waits only where the client has not taken what it has got already.
    consuming func finish(_ trailers: HTTPFields?) async throws {
        let end = HTTPServerResponsePart.end(trailers.map(HTTPHeaders.init))
        guard channel.isWritable else { return try await channel.writeAndFlush(end) }
        channel.writeAndFlush(end, promise: nil)
    }
}
