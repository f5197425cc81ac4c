/// Up to a set number of devices that take one release together: one wave of a rollout.
package struct UpdateBatch: Hashable, Sendable {
    package typealias ID = RecordID<UpdateBatch>

    package let id: ID
    package let name: String
    package let firmwareID: FirmwareRelease.ID
    package var status: UpdateBatchState
    package let rolloutID: Rollout.ID
    /// None where its devices belong to several organizations.
    package let organizationID: Organization.ID?
    package let wave: Int
    package let sequence: Int
    /// How often a worker has tried to start it.
    package var attempts: Int
    package var runAfter: Timestamp
    package var leaseOwner: String?
    package var leaseEpoch: Int64
    package var leaseExpiresAt: Timestamp?
    package var failureReason: String?
    package let retryOf: ID?
    package let createdBy: String
    package var counters: BatchCounters
    package let createdAt: Timestamp
    /// When its state, or who may start it, changed last; what happens to its devices is not a change of the batch.
    package var updatedAt: Timestamp

    package init(
        id: ID, name: String, firmwareID: FirmwareRelease.ID, status: UpdateBatchState, rolloutID: Rollout.ID,
        organizationID: Organization.ID?, wave: Int, sequence: Int, attempts: Int, runAfter: Timestamp,
        leaseOwner: String?, leaseEpoch: Int64, leaseExpiresAt: Timestamp?, failureReason: String?, retryOf: ID?,
        createdBy: String, counters: BatchCounters, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.firmwareID = firmwareID
        self.status = status
        self.rolloutID = rolloutID
        self.organizationID = organizationID
        self.wave = wave
        self.sequence = sequence
        self.attempts = attempts
        self.runAfter = runAfter
        self.leaseOwner = leaseOwner
        self.leaseEpoch = leaseEpoch
        self.leaseExpiresAt = leaseExpiresAt
        self.failureReason = failureReason
        self.retryOf = retryOf
        self.createdBy = createdBy
        self.counters = counters
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension UpdateBatch {
    /// Since when its sessions can go on, as far as that is its own affair: since its start, or since its own latest pause
    /// ended. None while it is not in progress.
    package var runningSince: Timestamp? {
        switch status {
        case .inProgress: updatedAt
        case .pending, .paused, .cancelling, .cancelled, .completed, .failed: nil
        }
    }
}

extension UpdateBatch: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, name, firmwareID, status, rolloutID, organizationID, wave, sequence, attempts, failureReason, retryOf
        case createdBy, createdAt, updatedAt
    }

    /// The counters stand beside the other fields; the lease is the processor's own business.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(firmwareID, forKey: .firmwareID)
        try container.encode(status, forKey: .status)
        try container.encode(rolloutID, forKey: .rolloutID)
        try container.encode(organizationID, forKey: .organizationID)
        try container.encode(wave, forKey: .wave)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(failureReason, forKey: .failureReason)
        try container.encode(retryOf, forKey: .retryOf)
        try container.encode(createdBy, forKey: .createdBy)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(updatedAt, forKey: .updatedAt)
        try counters.encode(to: encoder)
    }
}

/// One row of the list of batches.
package struct BatchRow: Hashable, Sendable {
    package let batch: UpdateBatch
    package let firmwareVersion: String
    /// None where it is for several.
    package let organizationName: String?

    package init(batch: UpdateBatch, firmwareVersion: String, organizationName: String?) {
        self.batch = batch
        self.firmwareVersion = firmwareVersion
        self.organizationName = organizationName
    }
}
