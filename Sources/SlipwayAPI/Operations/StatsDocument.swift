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

    private init() {
        (devices, openRollouts, openRolloutsCapped, updates) = (0, 0, false, BatchCounters())
        rolloutsByStatus = Dictionary(uniqueKeysWithValues: RolloutState.allCases.map { ($0.rawValue, 0) })
        (systemHalted, workerAlive, workWaiting) = (false, false, false)
    }

    static let sample = StatsDocument()

    init(_ figures: FleetFigures) {
        devices = figures.devices
        openRollouts = figures.openRollouts.count
        openRolloutsCapped = figures.openIsCapped
        rolloutsByStatus = Dictionary(grouping: figures.openRollouts, by: \.status.rawValue).mapValues(\.count)
        updates = figures.counters
        systemHalted = figures.systemHalted
        workerAlive = figures.workerAge.map { $0 < Worker.patience } ?? false
        workWaiting = figures.processorLag != nil
    }
}
