import SlipwayCore

/// How the service as a whole is at one moment, beside its rollouts.
package struct ServiceState: Hashable, Sendable {
    /// Whether a process does the background work.
    package let workerAlive: Bool
    /// Since when a batch waits for a worker; none where none does.
    package let workWaitingSince: Timestamp?
    /// Since when no server answers devices, though none has stopped in order.
    package let serversLostSince: Timestamp?
    /// Those that the viewer may know of.
    package let halts: [StandingHalt]
    package var clock: ClockTrouble?
    /// Figures that the audit found to be wrong; the first ones, and only for those who see every organization.
    package let counterDifferences: [CounterDifference]
    /// Told as lost within ``Worker/newsTime``; the latest ones, and only for those who see every organization.
    package let lostWorkers: [Worker]

    package init(
        workerAlive: Bool, workWaitingSince: Timestamp? = nil, serversLostSince: Timestamp? = nil,
        halts: [StandingHalt] = [], clock: ClockTrouble? = nil, counterDifferences: [CounterDifference] = [],
        lostWorkers: [Worker] = []
    ) {
        self.workerAlive = workerAlive
        self.workWaitingSince = workWaitingSince
        self.serversLostSince = serversLostSince
        self.halts = halts
        self.clock = clock
        self.counterDifferences = counterDifferences
        self.lostWorkers = lostWorkers
    }

    init(
        _ pulse: ServicePulse, halts: [StandingHalt], counterDifferences: [CounterDifference], lostWorkers: [Worker],
        at now: Timestamp
    ) {
        self.init(
            workerAlive: pulse.hasWorker(at: now), workWaitingSince: pulse.workWaitingSince,
            serversLostSince: pulse.serversLostSince(at: now), halts: halts,
            counterDifferences: counterDifferences, lostWorkers: lostWorkers)
    }

    /// Whether work waits, and no process does it.
    package var lacksWorker: Bool { workWaitingSince != nil && !workerAlive }
}
