import SlipwayCore

/// A batch as the API gives it by its id: with its firmware, its counts and its devices.
package struct BatchDocument: Encodable {
    private let batch: UpdateBatch
    private let firmwareVersion: String
    private let pause: RolloutPause?
    private let course: BatchCourse
    private let gate: WaveGate?
    package let devices: [DeviceEntry]

    package init(_ live: BatchLive, gate: WaveGate?, devices: [BatchDeviceRow]) {
        self.init(
            live.batch, firmwareVersion: live.firmwareVersion,
            pause: live.rollout.status == .paused ? live.rollout.pause : nil,
            course: BatchCourse(of: live.rollout), gate: gate, devices: devices)
    }

    private init(
        _ batch: UpdateBatch, firmwareVersion: String, pause: RolloutPause?, course: BatchCourse, gate: WaveGate?,
        devices: [BatchDeviceRow]
    ) {
        self.batch = batch
        self.firmwareVersion = firmwareVersion
        self.pause = pause
        self.course = course
        self.gate = gate
        self.devices = devices.map(DeviceEntry.init)
    }

    package func encode(to encoder: any Encoder) throws {
        try batch.encode(to: encoder)
        try course.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Firmware(id: batch.firmwareID, version: firmwareVersion), forKey: .firmware)
        try container.encode(pause?.cause.rawValue, forKey: .pausedBy)
        try container.encode(pause?.reason, forKey: .pauseReason)
        try container.encode(gate, forKey: .gate)
        try container.encode(devices, forKey: .devices)
    }

    private enum CodingKeys: String, CodingKey {
        case firmware, gate, devices
        case pausedBy = "paused_by"
        case pauseReason = "pause_reason"
    }

    private struct Firmware: Encodable {
        let id: FirmwareRelease.ID
        let version: String
    }

    package struct DeviceEntry: Encodable {
        package let deviceID: Device.ID
        package let deviceUID: String
        package let status: UpdateBatchDeviceState
        package let updateStatus: UpdateSessionState?
        package let updateSessionID: SessionID?
        package let progressPercent: Int?
        package let fromVersion: String
        package let hardwareVersion: String
        package let reasonCode: ReasonCode?
        package let failureReason: String?
        package let verifiedAt: Timestamp?
        package let fellBackAt: Timestamp?
        package let lostAt: Timestamp?
        package let silentAt: Timestamp?

        init(_ row: BatchDeviceRow) {
            deviceID = row.batchDevice.deviceID
            deviceUID = row.deviceUID
            status = row.batchDevice.status
            updateStatus = row.session?.updateStatus
            updateSessionID = row.batchDevice.updateSessionID
            progressPercent = row.session?.progressPercent
            fromVersion = row.batchDevice.fromVersion
            hardwareVersion = row.batchDevice.hardwareVersion
            reasonCode = row.batchDevice.reasonCode
            failureReason = row.batchDevice.failureReason
            verifiedAt = row.batchDevice.verifiedAt
            fellBackAt = row.batchDevice.fellBackAt
            lostAt = row.batchDevice.lostAt
            silentAt = row.batchDevice.silentAt
        }
    }
}

/// When a batch begins and ends, and how far its rollout is: one that is still to begin is pending itself.
struct BatchCourse: Encodable {
    let rolloutStatus: String
    let startAt: Timestamp?
    let endAt: Timestamp?

    init(of rollout: Rollout) {
        rolloutStatus = rollout.status.rawValue
        startAt = rollout.schedule.startAt
        endAt = rollout.schedule.endAt
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rolloutStatus, forKey: .rolloutStatus)
        try container.encode(startAt, forKey: .startAt)
        try container.encode(endAt, forKey: .endAt)
    }

    private enum CodingKeys: String, CodingKey {
        case rolloutStatus = "rollout_status"
        case startAt = "start_at"
        case endAt = "end_at"
    }
}

extension Rollout {
    static let sampleOfBatch = Rollout(
        id: .init(1), organizationID: .init(1), name: "acme to 4.12.0", firmwareID: .init(1), status: .inProgress,
        maximumInFlight: 100, resumedAt: .sample, createdBy: "ada",
        schedule: RolloutSchedule(startAt: .sample, endAt: .sample, startedAt: .sample), counters: BatchCounters(),
        createdAt: .sample, updatedAt: .sample)
}

extension BatchDocument {
    static let sample = BatchDocument(
        .sample, firmwareVersion: "4.12.0", pause: RolloutPause(.gate, reason: ""),
        course: BatchCourse(of: .sampleOfBatch),
        gate: WaveGate(
            wave: WaveID(rollout: .init(1), number: 1),
            rule: GateRule(maximumBad: 20, maximumBadShare: 0.02, minimumJudged: 500), trippedAt: .sample),
        devices: [.sample])
}

extension UpdateBatch {
    static let sample = UpdateBatch(
        id: .init(1), name: "acme to 4.12.0", firmwareID: .init(1), status: .inProgress, rolloutID: .init(1),
        organizationID: .init(1), wave: 1,
        sequence: 1, attempts: 1, runAfter: .sample, leaseOwner: nil, leaseEpoch: 1, leaseExpiresAt: nil,
        failureReason: "", retryOf: .init(1), createdBy: "ada", counters: BatchCounters(), createdAt: .sample,
        updatedAt: .sample)
}

extension BatchDeviceRow {
    static let sample = BatchDeviceRow(
        batchDevice: UpdateBatchDevice(
            id: .init(1), updateBatchID: .init(1), deviceID: .init(1), status: .failed, updateSessionID: .sample,
            fromVersion: "4.11.3",
            hardwareVersion: "C", reasonCode: .deviceReported, failureReason: "", reasonKey: "",
            verifiedAt: .sample, fellBackAt: .sample, lostAt: .sample, silentAt: .sample, createdAt: .sample,
            updatedAt: .sample),
        deviceUID: "dev-001", session: .sample)
}
