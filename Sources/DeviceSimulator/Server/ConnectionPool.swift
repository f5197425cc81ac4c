import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Connections to one server, each used again; never more than exchanges are under way at a time.
final class ConnectionPool: Sendable {
    private let address: ServerAddress
    private let idle = Mutex<[any Channel]>([])

    init(_ address: ServerAddress) { self.address = address }

    deinit {
        for channel in idle.withLock({ $0 }) { channel.close(promise: nil) }
    }

    /// - Throws: where the server cannot be reached or says nothing.
    func send(_ exchange: HTTPExchange) async throws -> HTTPReply {
        let channel = try await connection()
        let promise = channel.eventLoop.makePromise(of: HTTPReply.self)
        channel.writeAndFlush(PendingExchange(exchange: exchange, promise: promise))
            .whenFailure { promise.fail($0) }
        do {
            let reply = try await promise.futureResult.get()
            if reply.isWhole { idle.withLock { $0.append(channel) } }
            return reply
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    private func connection() async throws -> any Channel {
        let known = idle.withLock { channels in
            while let channel = channels.popLast() {
                if channel.isActive { return Optional(channel) }
            }
            return nil
        }
        if let known { return known }
        let host = address.host
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(ExchangeHandler(host: host))
                }
            }
            .connect(host: address.host, port: address.port).get()
    }
}
