import Synchronization

/// How many requests came to which route, how they ended, and how long they took; since the process started.
package final class RequestMetrics: Sendable {
    /// In seconds; the last bucket is everything.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    struct Series: Sendable {
        var byStatus: [Int: Int] = [:]
        /// A bucket a bound, and one beyond them.
        var buckets = Array(repeating: 0, count: RequestMetrics.bounds.count + 1)
        var seconds = 0.0
    }

    private struct State {
        var routes: [String: Series] = [:]
        var restartedDownloads = 0
        var evictedConnections = 0
    }

    private let state = Mutex(State())

    package init() {}

    func record(_ route: String, status: Int, duration: Duration) {
        let seconds = duration / .seconds(1)
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.routes[route, default: Series()].byStatus[status, default: 0] += 1
            state.routes[route, default: Series()].buckets[bucket] += 1
            state.routes[route, default: Series()].seconds += seconds
        }
    }

    /// A device asks for byte 0 of a release of which it has had some.
    func countRestartedDownload() { state.withLock { $0.restartedDownloads += 1 } }

    var restartedDownloads: Int { state.withLock { $0.restartedDownloads } }

    /// An idle connection had to make room for another.
    func countEvictedConnection() { state.withLock { $0.evictedConnections += 1 } }

    var evictedConnections: Int { state.withLock { $0.evictedConnections } }

    /// By the name of the route.
    var series: [(route: String, series: Series)] {
        state.withLock { $0.routes.sorted { $0.key < $1.key }.map { (route: $0.key, series: $0.value) } }
    }
}
