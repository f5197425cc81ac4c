/// A process that does the background work.
package struct Worker: Hashable, Sendable {
    /// After so long without a heartbeat a worker counts as gone.
    package static let patience: Duration = .seconds(15)
    /// After so long without a heartbeat one that has not stopped in order is news.
    package static let lossPatience: Duration = .seconds(300)
    /// How long one that did not stop in order is kept after its last heartbeat.
    package static let lossRetention: Duration = .seconds(7 * 86_400)
    /// How long the screens tell of its loss.
    package static let newsTime: Duration = .seconds(86_400)

    package let name: String
    /// None of a program that did not say, or of a later one.
    package let kind: WorkerKind?
    package let lastHeartbeat: Timestamp
    /// When it was told as lost, which counts unless it has been heard of since.
    package let missedAt: Timestamp?

    package init(name: String, kind: WorkerKind? = nil, lastHeartbeat: Timestamp, missedAt: Timestamp? = nil) {
        self.name = name
        self.kind = kind
        self.lastHeartbeat = lastHeartbeat
        self.missedAt = missedAt
    }

    /// Whether one is alive whose latest heartbeat is so old; one that is far ahead says nothing, since a clock was.
    package static func isAlive(_ age: Duration) -> Bool { age < patience && age >= .zero - PlausibleFuture.past }

    package var isLost: Bool { missedAt.map { $0 >= lastHeartbeat } ?? false }

    /// Such as `serve db-1:4711`.
    package var text: String { (kind.map { "\($0.rawValue) " } ?? "") + name }
}

/// Which program a worker is; the names are stored and never change.
package enum WorkerKind: String, CaseIterable, Hashable, Sendable, Codable {
    case serve
    case dashboard
    case demo

    /// Whether it serves the API.
    package var isServer: Bool {
        switch self {
        case .serve, .demo: true
        case .dashboard: false
        }
    }
}

/// How the service as a whole is, which every screen shows beside its own subject.
package struct ServicePulse: Hashable, Sendable {
    package let mark: ChangeMark
    /// Of any worker; none where there never was one.
    package let latestHeartbeat: Timestamp?
    /// Of any process that serves the API and has not stopped in order; none where there is none.
    package let latestServerHeartbeat: Timestamp?
    /// Since when the batch that is next could have been started; none where none waits for a worker.
    package let workWaitingSince: Timestamp?

    package init(
        mark: ChangeMark, latestHeartbeat: Timestamp?, latestServerHeartbeat: Timestamp? = nil,
        workWaitingSince: Timestamp?
    ) {
        self.mark = mark
        self.latestHeartbeat = latestHeartbeat
        self.latestServerHeartbeat = latestServerHeartbeat
        self.workWaitingSince = workWaitingSince
    }

    package func hasWorker(at now: Timestamp) -> Bool {
        latestHeartbeat.map { Worker.isAlive(now - $0) } ?? false
    }

    /// Since when no server answers devices, though none has stopped in order; none while one does, and where there is none
    /// that should. A server that is started again takes some seconds, which are no news.
    package func serversLostSince(at now: Timestamp) -> Timestamp? {
        latestServerHeartbeat.flatMap { now - $0 >= ServicePresence.patience ? $0 : nil }
    }
}
