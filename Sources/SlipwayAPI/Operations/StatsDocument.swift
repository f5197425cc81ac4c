import SlipwayCore
import SlipwayServices

/// The fleet in figures; those of updates are of the open rollouts.
struct StatsDocument: Encodable {
    private let devices: Int
    private let openRollouts: Int
    private let openRolloutsCapped: Bool
    private let rolloutsByStatus: [String: Int]
    private let updates: BatchCounters
    private let systemHalted: Bool
    private let workerAlive: Bool
    private let workWaiting: Bool
    /// For those who see every organization.
    private let workers: [WorkerDocument]
    /// How far the database's clock is ahead of this machine's; below zero behind it.
    private let clockDifferenceMs: Int64

    private init() {
        (devices, openRollouts, openRolloutsCapped, updates) = (0, 0, false, BatchCounters())
        rolloutsByStatus = Dictionary(uniqueKeysWithValues: RolloutState.allCases.map { ($0.rawValue, 0) })
        (systemHalted, workerAlive, workWaiting) = (false, false, false)
        let worker = Worker(name: "db-1:4711", kind: .serve, lastHeartbeat: .sample, missedAt: .sample)
        workers = [WorkerDocument(worker)]
        clockDifferenceMs = 0
    }

    static let sample = StatsDocument()

    init(_ figures: FleetFigures, clock: DatabaseClock) {
        devices = figures.devices
        openRollouts = figures.openRollouts.count
        openRolloutsCapped = figures.openIsCapped
        rolloutsByStatus = Dictionary(grouping: figures.openRollouts, by: \.status.rawValue).mapValues(\.count)
        updates = figures.counters
        systemHalted = figures.systemHalted
        workerAlive = figures.workerAge.map(Worker.isAlive) ?? false
        workWaiting = figures.processorLag != nil
        workers = figures.workers.map(WorkerDocument.init)
        clockDifferenceMs = Int64(clock.difference / .milliseconds(1))
    }
}

/// A process that does the background work.
struct WorkerDocument: Encodable {
    private let name: String
    private let kind: WorkerKind?
    private let lastHeartbeat: Timestamp
    /// When it was told as lost; none while it is there.
    private let lostAt: Timestamp?

    init(_ worker: Worker) {
        name = worker.name
        kind = worker.kind
        lastHeartbeat = worker.lastHeartbeat
        lostAt = worker.isLost ? worker.missedAt : nil
    }
}
