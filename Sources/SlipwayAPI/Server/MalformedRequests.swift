import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import SlipwayServices

/// Gives the refusal of what no request can be read from the form that every refusal has: Hummingbird sends a bare 400, in
/// its turn among the answers of its connection, and closes that.
final class MalformedRequests: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let headerLimit: Int
    private var refusal: HTTPRefusal?

    /// - Parameter headerLimit: in bytes, for the words of the refusal.
    init(headerLimit: Int) { self.headerLimit = headerLimit }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError {
            refusal = error == .headerOverflow ? .headTooLarge(limit: headerLimit) : .notHTTP
        }
        context.fireErrorCaught(error)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard let refusal, case .head(let head) = unwrapOutboundIn(data), Self.isBare(head) else {
            return context.write(data, promise: promise)
        }
        let body = ByteBuffer(string: ((try? JSONText.compact(ErrorAnswer(refusal))) ?? "") + "\n")
        let fields: HTTPFields = [
            .contentType: "application/json; charset=utf-8", .contentLength: "\(body.readableBytes)",
            .connection: "close",
        ]
        context.write(wrapOutboundOut(.head(HTTPResponse(status: refusal.status, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: promise)
    }

    /// No refusal of our own is without a body.
    private static func isBare(_ head: HTTPResponse) -> Bool {
        head.status == .badRequest && head.headerFields[.contentLength] == "0"
    }
}
