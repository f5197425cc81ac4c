import SlipwayCore
import SlipwayServices
import TestSupport

@testable import SlipwayDashboard

extension Timestamp {
    /// The time at which the robot's day starts.
    static let polled = Timestamp(milliseconds: 1_706_796_180_000)
}

extension BatchCounters {
    /// The rest of `total` is pending, what is under way without a phase is waiting.
    static func example(
        total: Int = 500, succeeded: Int = 0, failed: Int = 0, initiated: Int = 0, acknowledged: Int = 0,
        downloading: Int = 0, flashed: Int = 0, verified: Int = 0, fellBack: Int = 0, silent: Int = 0,
        silentFlashed: Int = 0
    ) -> BatchCounters {
        var counters = BatchCounters()
        counters.total = total
        counters.succeeded = succeeded
        counters.failed = failed
        counters.initiated = initiated
        counters.pending = total - succeeded - failed - initiated
        counters.acknowledged = acknowledged
        counters.downloading = downloading
        counters.flashed = flashed
        counters.verified = verified
        counters.fellBack = fellBack
        counters.silent = silent
        counters.silentFlashed = silentFlashed
        return counters
    }

    /// 34 % through, 43 bad.
    static let failing = BatchCounters.example(
        succeeded: 139, failed: 31, initiated: 330, acknowledged: 40, downloading: 212, flashed: 29, verified: 127,
        silent: 12, silentFlashed: 12)
}

extension ReasonSummary {
    static func example(
        _ cause: Cause = .failed("signature mismatch"), count: Int = 22, factor: CommonFactor? = nil,
        minutesAgo: Int = 22
    ) -> ReasonSummary {
        let firstAt = Timestamp.polled - .seconds(Int64(minutesAgo * 60))
        return ReasonSummary(cause: cause, count: count, firstAt: firstAt, lastAt: .polled, commonFactor: factor)
    }

    static let three: [ReasonSummary] = [
        .example(
            count: 22,
            factor: CommonFactor(attribute: .hardwareVersion, value: "C", shareOfReason: 1, shareOfBatch: 0.09)),
        .example(
            .silentSinceFlash, count: 12,
            factor: CommonFactor(attribute: .fromVersion, value: "4.9.2", shareOfReason: 0.92, shareOfBatch: 0.12),
            minutesAgo: 19),
        .example(.failed("no space left on /data"), count: 9, minutesAgo: 11),
    ]
}

extension Rollout {
    static func example(
        _ id: Int64 = 1, name: String = "eu-gateways wave 2", status: RolloutState = .inProgress,
        counters: BatchCounters = .failing, minutesOld: Int = 23, targets: RolloutTargets? = nil
    ) -> Rollout {
        Rollout(
            id: ID(id), organizationID: nil, name: name, firmwareID: .init(1), status: status, maximumInFlight: 100,
            resumedAt: nil, createdBy: "ops", targets: targets, counters: counters,
            createdAt: .polled - .seconds(Int64(minutesOld * 60)), updatedAt: .polled)
    }
}

extension HomeRow {
    static func example(
        _ id: Int64 = 1, name: String = "eu-gateways wave 2", status: RolloutState = .inProgress,
        counters: BatchCounters = .failing, firmware: String = "4.12.0", recentlyFinished: Int = 0,
        reasons: [ReasonSummary] = [], silentMinutes: Int? = nil
    ) -> HomeRow {
        let rollout = Rollout.example(id, name: name, status: status, counters: counters)
        return HomeRow(
            summary: RolloutSummary(
                rollout: rollout, batchID: .init(id), batchCount: 1, firmwareVersion: firmware,
                organizationName: "acme", recentlyFinished: recentlyFinished, reasons: reasons,
                silentSince: silentMinutes.map { .polled - .seconds(Int64($0 * 60)) }),
            attention: AttentionRule().attention(status: status, counters: counters),
            rate: CompletionRate(finished: recentlyFinished, createdAt: rollout.createdAt, now: .polled))
    }
}

extension HomeRow {
    /// As the list tells it: nothing of its causes.
    static func ofSeveralBatches(_ id: Int64) -> HomeRow {
        let counters = BatchCounters.example(total: 6_000, succeeded: 600, failed: 22, initiated: 5_378)
        return HomeRow(
            summary: RolloutSummary(
                rollout: .example(id, name: "wide \(id)", counters: counters), batchID: .init(id), batchCount: 12,
                firmwareVersion: "4.12.0", organizationName: "acme", recentlyFinished: 0, silentSince: nil),
            attention: .running, rate: nil)
    }
}

extension HomeView {
    static func example(
        _ rollouts: [HomeRow], mark: String = "1", openIsCapped: Bool = false, workerAlive: Bool = true,
        workWaiting: Bool = false, serversLostSince: Timestamp? = nil, halts: [StandingHalt] = [],
        clock: ClockTrouble? = nil, counterDifferences: [CounterDifference] = [], lostWorkers: [Worker] = []
    ) -> HomeView {
        HomeView(
            at: .polled, mark: ChangeMark(mark), rollouts: rollouts, openIsCapped: openIsCapped,
            service: ServiceState(
                workerAlive: workerAlive, workWaitingSince: workWaiting ? .polled - .seconds(240) : nil,
                serversLostSince: serversLostSince, halts: halts, clock: clock,
                counterDifferences: counterDifferences, lostWorkers: lostWorkers))
    }

    /// One rollout of each kind.
    static let busy = HomeView.example([
        .example(1, recentlyFinished: 480, reasons: ReasonSummary.three, silentMinutes: 19),
        .example(
            2, name: "lab-sensors",
            counters: .example(total: 100, succeeded: 87, failed: 1, initiated: 12, downloading: 12, silent: 12),
            firmware: "2.1.0", silentMinutes: 30),
        .example(
            3, name: "us-meters 3 of 4",
            counters: .example(total: 1_000, succeeded: 608, failed: 2, initiated: 390), firmware: "3.9.4",
            recentlyFinished: 900),
        .example(4, name: "apac-gateways", status: .pending, counters: .example(total: 80)),
        .example(
            5, name: "cam-pilot", status: .failed, counters: .example(total: 20, failed: 20), firmware: "1.0.9"),
        .example(
            6, name: "us-gateways", status: .completed,
            counters: .example(total: 400, succeeded: 396, failed: 4, verified: 390)),
    ])
}

extension UpdateBatch {
    static func example(
        _ id: Int64 = 1, name: String = "eu-gateways wave 2", status: UpdateBatchState = .inProgress,
        counters: BatchCounters = .failing, createdBy: String = "ops"
    ) -> UpdateBatch {
        UpdateBatch(
            id: ID(id), name: name, firmwareID: .init(1), status: status, rolloutID: .init(1), organizationID: nil,
            wave: 1, sequence: 1, attempts: 1, runAfter: .polled, leaseOwner: nil, leaseEpoch: 1,
            leaseExpiresAt: nil, failureReason: nil, retryOf: nil, createdBy: createdBy, counters: counters,
            createdAt: .polled - .seconds(23 * 60), updatedAt: .polled)
    }
}

extension Event {
    static func example(
        _ id: Int64, _ kind: EventKind, device: String? = nil, actor: String = "ops", detail: String = "",
        secondsAgo: Int = 0
    ) -> Event {
        Event(
            id: ID(id), at: .polled - .seconds(Int64(secondsAgo)), kind: kind,
            actorKind: device == nil ? .operator : .device, actorName: device ?? actor,
            subject: EventSubject(batchID: .init(1)), deviceUID: device, detail: detail)
    }
}

extension SilentDevice {
    static func example(_ uid: String, state: UpdateSessionState = .flashed, minutesAgo: Int = 19) -> SilentDevice {
        let since = Timestamp.polled - .seconds(Int64(minutesAgo * 60))
        return SilentDevice(deviceUID: uid, state: state, stateSince: since, lastHeardAt: since)
    }
}

extension BatchLiveView {
    static func example(
        _ batch: UpdateBatch = .example(), reasons: [ReasonSummary] = ReasonSummary.three,
        silent: [SilentDevice] = [.example("gw-berlin-07"), .example("gw-berlin-09", minutesAgo: 18)],
        events: [Event]? = nil, firmware: String = "4.12.0", from: [(String, Int)] = [("4.11.3", 440), ("4.9.2", 60)],
        recentlyFinished: Int = 480, workerAlive: Bool = true, workWaiting: Bool = false, mark: String = "1"
    ) -> BatchLiveView {
        BatchLiveView(
            at: .polled, mark: ChangeMark(mark),
            live: BatchLive(
                batch: batch, rollout: .example(), firmwareVersion: firmware, organizationName: "acme",
                attributes: from.map { AttributeCount(attribute: .fromVersion, value: $0.0, count: $0.1) }
                    + [AttributeCount(attribute: .hardwareVersion, value: "C", count: 45)],
                reasons: reasons, silent: silent, events: events ?? usualEvents,
                phases: [.flashed: PhaseDurations(counts: [10: 50, 14: 10])], recentlyFinished: recentlyFinished,
                pulse: ServicePulse(mark: ChangeMark(mark), latestHeartbeat: nil, workWaitingSince: nil)),
            rate: CompletionRate(finished: recentlyFinished, createdAt: batch.createdAt, now: .polled),
            workerAlive: workerAlive, workWaiting: workWaiting)
    }

    static let usualEvents: [Event] = [
        .example(3, .sessionFailed, device: "gw-koeln-02", detail: "signature mismatch", secondsAgo: 298),
        .example(2, .deviceVerified, device: "gw-bonn-11", detail: "reports 4.12.0", secondsAgo: 320),
        .example(1, .batchCreated, detail: "eu-gateways wave 2: 500 devices to 4.12.0", secondsAgo: 1_380),
    ]
}

extension BatchDeviceRow {
    static func example(
        _ id: Int64, uid: String? = nil, status: UpdateBatchDeviceState = .initiated,
        session: UpdateSessionState? = .downloading, progress: Int = 40, from: String = "4.11.3",
        hardware: String = "C", reason: ReasonCode? = nil, failure: String? = nil, isSilent: Bool = false
    ) -> BatchDeviceRow {
        let batchDevice = UpdateBatchDevice(
            id: .init(id), updateBatchID: .init(1), deviceID: .init(id), status: status, updateSessionID: nil,
            fromVersion: from, hardwareVersion: hardware, reasonCode: reason, failureReason: failure, reasonKey: nil,
            verifiedAt: nil, fellBackAt: nil, silentAt: isSilent ? .polled : nil, createdAt: .polled,
            updatedAt: .polled)
        var generator = SeededGenerator(seed: UInt64(id))
        return BatchDeviceRow(
            batchDevice: batchDevice, deviceUID: uid ?? "gw-\(id)",
            session: session.map { state in
                UpdateSession(
                    id: .init(id), sessionID: SessionID(using: &generator), deviceID: .init(id), firmwareID: .init(1),
                    updateStatus: state, progressPercent: progress, bytesTransferred: 4_096, transferRate: 2_048,
                    startedAt: .polled, completedAt: nil, reasonCode: reason, failureReason: failure,
                    stateSince: .polled, lastReportAt: .polled, deadlineAt: nil, createdAt: .polled,
                    updatedAt: .polled)
            })
    }
}

extension BatchDeviceRow {
    /// One device in each state, then others up to 500.
    static let mixed: [BatchDeviceRow] =
        [
            .example(1, status: .pending, session: nil), .example(2, session: .initiated, progress: 0),
            .example(3, session: .acknowledged, progress: 0), .example(4), .example(5, isSilent: true),
            .example(6, session: .flashed, progress: 100),
            .example(7, status: .succeeded, session: .completed, progress: 100),
            .example(
                8, status: .failed, session: .failed, reason: .deviceReported, failure: "no space left on /data"),
            .example(9, status: .failed, session: .cancelled, reason: .cancelled),
            .example(10, status: .failed, session: nil, from: "", hardware: "", reason: .deviceInactive),
        ] + (11...500).map { .example($0) }
}

extension BatchLiveView {
    /// States in which other words appear.
    static let states: [(name: String, view: BatchLiveView)] = [
        (
            "pending",
            .example(
                .example(status: .pending, counters: .example(total: 80)), reasons: [], silent: [], events: [],
                recentlyFinished: 0, workerAlive: false, workWaiting: true)
        ),
        (
            "healthy",
            .example(
                .example(counters: .example(succeeded: 100, initiated: 400, downloading: 100, verified: 90)),
                reasons: [], silent: [], recentlyFinished: 4)
        ),
        (
            "ended badly",
            .example(
                .example(status: .completed, counters: .example(total: 500, succeeded: 1, failed: 499)),
                reasons: [.example(count: 499)], silent: [], recentlyFinished: 0)
        ),
    ]
}
