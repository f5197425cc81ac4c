import NIOCore
import NIOHTTPTypes

#if canImport(Glibc)
    import Glibc
#endif

/// Lets only little of an answer wait for a client that takes it slowly, and ends the connection of one that takes none.
final class SendingLimits: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    private typealias Option = ChannelOptions.Types.SocketOption

    private let buffer: Int
    /// In milliseconds.
    private let patience: Int

    init(_ settings: APISettings) {
        buffer = settings.sendingBuffer
        patience = Int(settings.sendingPatience / .milliseconds(1))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        set(.socketOption(.so_sndbuf), to: buffer, of: context.channel)
        #if canImport(Glibc)
            // Whoever takes a byte now and then is slow, not gone, which only the system sees (tcp(7), RFC 5482).
            set(.tcpOption(.init(rawValue: TCP_USER_TIMEOUT)), to: patience, of: context.channel)
        #endif
    }

    /// Refused only by a connection that has ended already.
    private func set(_ option: Option, to value: Int, of channel: any Channel) {
        try? channel.syncOptions?.setOption(option, value: Option.Value(value))
    }
}
