import NIOCore
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
        /// Requests, of which some may outlast their connections.
        var underWay = 0
        var noMoreCome = false

        var haveAllEnded: Bool { noMoreCome && entries.isEmpty && underWay == 0 }

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
    private let end = Latch()

    /// - Parameter evicted: called for each connection that has to make room.
    init(limit: Int, evicted: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.evicted = evicted
    }

    /// What waits to be sent on them is thrown away.
    func cutAll() {
        for entry in state.withLock({ Array($0.entries.values) }) { entry.channel.close(mode: .all, promise: nil) }
    }

    /// Returns once all have ended, and so have their requests. No more must come from now on.
    ///
    /// - Throws: `CancellationError`.
    func waitForEnd() async throws {
        update { $0.noMoreCome = true }
        try await end.wait()
    }

    func add(_ channel: any Channel) {
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

    func remove(_ channel: any Channel) {
        update { _ = $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    func requestBegan(on channel: any Channel) {
        state.withLock { state in
            state.underWay += 1
            state.entries[ObjectIdentifier(channel)]?.requests += 1
        }
    }

    func requestEnded(on channel: any Channel) {
        update { state in
            state.underWay -= 1
            let moment = state.nextMoment()
            state.entries[ObjectIdentifier(channel)]?.requests -= 1
            state.entries[ObjectIdentifier(channel)]?.idleSince = moment
        }
    }

    private func update(_ change: (inout State) -> Void) {
        let haveAllEnded = state.withLock { state in
            change(&state)
            return state.haveAllEnded
        }
        if haveAllEnded { end.open() }
    }
}
