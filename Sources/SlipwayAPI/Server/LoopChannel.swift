import HummingbirdCore
import Logging
import NIOCore

/// A connection whose requests are handled on its event loop: what is answered without any wait wakes no other thread.
///
/// All connections of a loop wait for what one of them does there, so that all but the shortest work goes elsewhere; see
/// ``Route/isBrief``.
struct LoopChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    let channel: HTTP1Channel

    /// What a device sends with a check fits; it grows with what comes.
    private static let buffer = AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 512, maximum: 64 << 10)

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        // Refused only by a connection that has ended already. Each keeps its buffer while it is idle.
        try? channel.syncOptions?.setOption(.recvAllocator, value: Self.buffer)
        return self.channel.setup(channel: channel, logger: logger)
    }

    func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await channel.handle(value: value, logger: logger)
        }
    }
}

/// Does what may take longer than an event loop can spare.
func besideTheLoop<Value: Sendable, Failure>(
    _ work: () async throws(Failure) -> Value
) async throws(Failure) -> Value {
    try await withTaskExecutorPreference(globalConcurrentExecutor, operation: work)
}

extension ResponseBody {
    /// The same, made elsewhere than on the loop.
    var besideTheLoop: ResponseBody {
        ResponseBody(contentLength: contentLength) { writer in
            let plain = writer
            try await SlipwayAPI.besideTheLoop { try await write(plain) }
        }
    }
}
