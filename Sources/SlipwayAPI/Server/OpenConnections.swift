import NIOCore
import NIOHTTPTypes
import Synchronization

/// The connections of a server. Where there are as many as may be, a new one takes the place of the one that has been
/// idle for longest: clients that only hold connections open must not keep the others out.
final class OpenConnections: Sendable {
    private struct Entry {
        let channel: any Channel
        var requests = 0
        /// Counts up: what was idle earlier has the lower number.
        var idleSince: Int
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var moments = 0

        /// None where each has a request under way.
        var longestIdle: (any Channel)? {
            entries.values.filter { $0.requests <= 0 }.min { $0.idleSince < $1.idleSince }?.channel
        }

        mutating func nextMoment() -> Int {
            moments += 1
            return moments
        }
    }

    private let limit: Int
    private let evicted: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameter evicted: called for each connection that has to make room.
    init(limit: Int, evicted: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.evicted = evicted
    }

    /// What waits to be sent on them is thrown away.
    func cutAll() {
        for entry in state.withLock({ Array($0.entries.values) }) { entry.channel.close(mode: .all, promise: nil) }
    }

    fileprivate func add(_ channel: any Channel) {
        let leaving = state.withLock { state in
            let moment = state.nextMoment()
            let leaving = state.entries.count < limit ? nil : state.longestIdle
            state.entries[ObjectIdentifier(channel)] = Entry(channel: channel, idleSince: moment)
            return leaving
        }
        guard let leaving else { return }
        evicted()
        leaving.close(mode: .all, promise: nil)
    }

    fileprivate func remove(_ channel: any Channel) {
        state.withLock { _ = $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    fileprivate func requestBegan(on channel: any Channel) {
        state.withLock { $0.entries[ObjectIdentifier(channel)]?.requests += 1 }
    }

    fileprivate func requestEnded(on channel: any Channel) {
        state.withLock { state in
            let moment = state.nextMoment()
            state.entries[ObjectIdentifier(channel)]?.requests -= 1
            state.entries[ObjectIdentifier(channel)]?.idleSince = moment
        }
    }
}

/// Enters a connection among the open ones, and says when it has something to do.
final class ConnectionEntry: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart

    private let connections: OpenConnections

    init(among connections: OpenConnections) { self.connections = connections }

    func handlerAdded(context: ChannelHandlerContext) { connections.add(context.channel) }

    func channelInactive(context: ChannelHandlerContext) {
        connections.remove(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) { connections.requestBegan(on: context.channel) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { connections.requestEnded(on: context.channel) }
        context.write(data, promise: promise)
    }
}
