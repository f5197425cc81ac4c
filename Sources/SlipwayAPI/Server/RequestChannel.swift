import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#endif

/// What stands between a connection and the routes.
struct RequestChannel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let channel: any Channel
    }

    private typealias Option = ChannelOptions.Types.SocketOption

    let serving: RequestServing
    let settings: APISettings

    /// What a device sends with a check fits; it grows with what comes. Each connection keeps its buffer while it is idle.
    private static let buffer = AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 512, maximum: 64 << 10)

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            setOptions(of: channel)
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = settings.headerLimit
            limits.maxHeaderListSize = settings.headerLimit
            limits.maxHeaderFieldCount = 100
            try channel.pipeline.syncOperations.addHandlers(
                HTTPResponseEncoder(),
                ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)),
                RequestHandler(serving))
            return Value(channel: channel)
        }
    }

    /// The handler does everything.
    func handle(value: Value, logger: Logger) async {}

    /// Refused only by a connection that has ended already.
    private func setOptions(of channel: any Channel) {
        guard let options = channel.syncOptions else { return }
        try? options.setOption(.recvAllocator, value: Self.buffer)
        // Lets only little of an answer wait for a client that takes it slowly.
        try? options.setOption(.socketOption(.so_sndbuf), value: Option.Value(settings.sendingBuffer))
        #if canImport(Glibc)
            // Ends the connection of a client that takes nothing: one that takes a byte now and then is slow, not gone, which
            // only the system sees (tcp(7), RFC 5482).
            let patience = Int(settings.sendingPatience / .milliseconds(1))
            try? options.setOption(.tcpOption(.init(rawValue: TCP_USER_TIMEOUT)), value: Option.Value(patience))
        #endif
    }
}
