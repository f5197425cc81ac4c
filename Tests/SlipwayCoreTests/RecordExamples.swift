import SlipwayCore

/// Valid records, of which a test names only what it cares about.
extension Timestamp {
    /// 2026-11-23T14:00:00.000Z.
    static let noon = Timestamp(milliseconds: 1_795_442_400_000)
}

extension Organization {
    static func example(
        id: Int64 = 1, name: String = "acme", active: Bool = true, deviceLimit: Int = 100, deviceCount: Int = 0
    ) -> Organization {
        Organization(
            id: ID(id), name: name, displayName: name, environment: .production, active: active,
            deviceLimit: deviceLimit, deviceCount: deviceCount, halted: false, haltReach: nil, haltReleasedAt: nil,
            createdAt: .noon,
            updatedAt: .noon)
    }
}

extension Device {
    static func example(
        id: Int64 = 1, uid: String = "cam-1", serial: String? = nil, organization: Int64 = 1,
        firmwareVersion: String = "1.0.0"
    ) -> Device {
        Device(
            id: ID(id), deviceUID: uid, serialNumber: serial ?? "serial-\(uid)", organizationID: .init(organization),
            organizationName: "acme", firmwareVersion: firmwareVersion, hardwareVersion: "rev-a", active: true,
            updatesEnabled: true, lastHeartbeat: nil, reportedVersion: nil, reportedAt: nil, createdAt: .noon,
            updatedAt: .noon)
    }
}

extension FirmwareRelease {
    static func example(
        version: String = "2.0.0", minimumVersion: String? = nil, hardwareVersions: [String] = [],
        organization: Int64? = nil
    ) -> FirmwareRelease {
        FirmwareRelease(
            id: .init(1), organizationID: organization.map { .init($0) }, version: version, releaseChannel: .production,
            storagePath: "sha256:00", checksum: "00",
            sizeBytes: 1_000, digitalSignature: nil, releaseStatus: .approved, releaseNotes: nil,
            minimumVersion: minimumVersion, fileName: "firmware.bin", sha1: "00", md5: "00",
            hardwareVersions: hardwareVersions, createdAt: .noon, updatedAt: .noon)
    }
}

extension BatchCandidate {
    static func example(
        id: Int64 = 1, uid: String? = nil, organization: Int64 = 1, active: Bool = true, updatesEnabled: Bool = true,
        firmwareVersion: String = "1.0.0", hardwareVersion: String = "rev-a", isUpdating: Bool = false
    ) -> BatchCandidate {
        BatchCandidate(
            deviceID: .init(id), deviceUID: uid ?? "cam-\(id)", organizationID: .init(organization), active: active,
            updatesEnabled: updatesEnabled, firmwareVersion: firmwareVersion, hardwareVersion: hardwareVersion,
            isUpdating: isUpdating)
    }
}

extension OfferGate {
    static func example(
        systemHalted: Bool = false, organizationHalted: Bool = false, organizationActive: Bool = true,
        batch: UpdateBatchState? = .inProgress, rollout: RolloutState = .inProgress, isInWindow: Bool = true,
        taken: Int = 0, places: Int = 100, perMinute: Int? = nil, joined: Int = 0
    ) -> OfferGate {
        OfferGate(
            systemHalted: systemHalted, organizationHalted: organizationHalted,
            organizationActive: organizationActive,
            batch: batch.map {
                BatchGate(
                    state: $0,
                    rollout: RolloutGate(
                        state: rollout, isInWindow: isInWindow,
                        places: PlaceShard(places: places, taken: taken, perMinute: perMinute, joined: joined)))
            })
    }
}

extension SessionContext {
    static func example(
        state: UpdateSessionState = .downloading, since: Timestamp = .noon, lastReportAt: Timestamp? = nil,
        resumedAt: Timestamp? = nil, gate: OfferGate = .example()
    ) -> SessionContext {
        var generator = SystemRandomNumberGenerator()
        let session = UpdateSession(
            id: .init(1), sessionID: SessionID(using: &generator), deviceID: .init(1), firmwareID: .init(1),
            updateStatus: state, progressPercent: 0, bytesTransferred: 0, transferRate: nil, startedAt: since,
            completedAt: nil, reasonCode: nil, failureReason: nil, stateSince: since, lastReportAt: lastReportAt,
            deadlineAt: nil, createdAt: since, updatedAt: since)
        return SessionContext(
            session: session, device: .example(), firmware: .example(), batchDevice: nil, batch: nil, gate: gate,
            resumedAt: resumedAt)
    }
}

extension BatchCounters {
    /// Those of devices in these states and in no other.
    static func of(pending: Int = 0, initiated: Int = 0, succeeded: Int = 0, failed: Int = 0) -> BatchCounters {
        var counters = BatchCounters()
        counters.total = pending + initiated + succeeded + failed
        counters.pending = pending
        counters.initiated = initiated
        counters.succeeded = succeeded
        counters.failed = failed
        return counters
    }
}
