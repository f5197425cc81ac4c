import NIOCore
import NIOHTTP1

/// An exchange with the promise of its reply.
struct PendingExchange: Sendable {
    let exchange: HTTPExchange
    let promise: EventLoopPromise<HTTPReply>
}

/// Carries one exchange at a time over one connection.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = PendingExchange
    typealias OutboundOut = HTTPClientRequestPart

    /// For one answer.
    private static let patience: TimeAmount = .seconds(30)

    private let host: String
    private var pending: PendingExchange?
    private var status: Int?
    private var body: [UInt8] = []
    private var timeout: Scheduled<Void>?

    init(host: String) { self.host = host }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let pending = unwrapOutboundIn(data)
        self.pending = pending
        (status, body) = (nil, [])
        let channel = context.channel
        timeout = context.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
        let exchange = pending.exchange
        var headers: HTTPHeaders = ["Host": host, "Authorization": "Bearer \(exchange.token)"]
        if let range = exchange.range {
            headers.add(name: "Range", value: "bytes=\(range.lowerBound)-\(range.upperBound - 1)")
        }
        var content: [UInt8] = []
        var method = HTTPMethod.GET
        if case .post(let bytes) = exchange.method {
            (method, content) = (.POST, bytes)
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: "\(bytes.count)")
        }
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: exchange.path, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !content.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: content)))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
        case .body(let buffer):
            body += buffer.readableBytesView
            guard let limit = pending?.exchange.cutAfter, body.count >= limit else { return }
            finish(isWhole: false)
            context.close(promise: nil)
        case .end:
            finish(isWhole: true)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(isWhole: false)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error _: any Error) {
        finish(isWhole: false)
        context.close(promise: nil)
    }

    private func finish(isWhole: Bool) {
        timeout?.cancel()
        timeout = nil
        guard let pending else { return }
        self.pending = nil
        if let status {
            pending.promise.succeed(HTTPReply(status: status, body: body, isWhole: isWhole))
        } else {
            pending.promise.fail(ChannelError.eof)
        }
    }
}
