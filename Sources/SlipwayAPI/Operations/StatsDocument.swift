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
