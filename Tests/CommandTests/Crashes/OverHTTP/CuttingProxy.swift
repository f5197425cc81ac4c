import NIOCore
import NIOPosix

/// Stands between devices and a server, and cuts their connections at random.
struct CuttingProxy: Sendable {
    let ledger: WireLedger
    let port: Int

    /// A proxy on a port of this machine, for as long as `body` runs.
    static func with(seed: UInt64, _ body: (CuttingProxy) async throws -> Void) async throws {
        let ledger = WireLedger(seed: seed)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { device in connect(device, ledger) }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(CuttingProxy(ledger: ledger, port: listener.localAddress?.port ?? 0))
        } catch {
            try await listener.close()
            throw error
        }
        try await listener.close()
    }

    /// Where there is no server, the device's connection ends.
    private static func connect(_ device: any Channel, _ ledger: WireLedger) -> EventLoopFuture<Void> {
        let connection = ProxiedConnection(ledger)
        return ClientBootstrap(group: device.eventLoop)
            .channelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(Relay(to: device) { connection.pass(answer: $0) })
                }
            }
            .connect(host: "127.0.0.1", port: ledger.serverPort)
            .flatMapThrowing { server in
                try device.pipeline.syncOperations.addHandler(
                    Relay(to: server) { request in
                        connection.note(request: request)
                        return (request, false)
                    })
            }
    }
}

/// Hands on what arrives.
private final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let peer: any Channel
    private let pass: @Sendable (ByteBuffer) -> (ByteBuffer, isCut: Bool)

    /// - Parameter pass: says what of it is handed on, and whether both connections end behind it.
    init(to peer: any Channel, pass: @escaping @Sendable (ByteBuffer) -> (ByteBuffer, isCut: Bool)) {
        self.peer = peer
        self.pass = pass
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let (passed, isCut) = pass(unwrapInboundIn(data))
        let written = peer.writeAndFlush(passed)
        guard isCut else { return }
        let (channel, peer) = (context.channel, peer)
        written.whenComplete { _ in peer.close(promise: nil) }
        channel.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        peer.close(promise: nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error _: any Error) {
        context.close(promise: nil)
    }
}
