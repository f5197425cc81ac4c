import NIOCore
import NIOHTTPTypes

/// Lets only little of an answer wait for a client that takes it slowly.
final class SendingLimits: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    /// Bytes that the system holds at most.
    private let buffer: Int

    init(buffer: Int) { self.buffer = buffer }

    func handlerAdded(context: ChannelHandlerContext) {
        let size = ChannelOptions.Types.SocketOption.Value(buffer)
        // Refused only by a connection that has ended already.
        try? context.channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: size)
    }
}
