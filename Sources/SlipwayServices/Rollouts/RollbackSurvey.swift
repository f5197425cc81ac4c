import SlipwayCore

/// Where the devices of a rollout would go back to, as the journal says at one moment.
struct RollbackSurvey: Sendable {
    struct Group: Sendable {
        let release: FirmwareRelease
        var devices = 0
        var underWay = 0
        /// Of devices whose hardware the release does not support.
        var unsupported: Set<String> = []
    }

    private let rollout: Rollout
    private let leftVersion: String
    private let groups: [Group]
    private let unknown: [Rollback.Unknown]
    /// What brings devices of it back, or has; the oldest first.
    private let rollbacks: [(rollout: Rollout, release: FirmwareRelease)]

    /// - Throws: ROLLOUT_002, ROLLOUT_005.
    init(of rollout: Rollout, in reader: any RepositoryReader) throws {
        if let other = rollout.origin?.rolledBack {
            let fault = "is a rollback itself, of rollout \(other)"
            throw SlipwayError.notReversible([FieldFault(field: "rollout", fault: fault)])
        }
        try RollbackRule.requireStopped(rollout)
        guard let left = try reader.release(rollout.firmwareID) else { throw SlipwayError.unknownValue }
        self.rollout = rollout
        leftVersion = left.version
        rollbacks = try reader.rollbacks(of: rollout.id).compactMap { id in
            guard let rollout = try reader.rollout(id), let release = try reader.release(rollout.firmwareID) else {
                return nil
            }
            return (rollout, release)
        }
        let scope = RolloutService.scope(of: rollout)
        let releases = OriginReleases(in: scope, reader)
        var groups: [FirmwareRelease.ID: Group] = [:]
        var unknown: [String: Int] = [:]
        for origin in try reader.origins(of: rollout.id, in: scope) {
            let runsIt = FirmwareVersion.isRelease(left.version, runBy: origin.firmwareVersion)
            guard origin.phase == .underWay || runsIt else { continue }
            // What came from the release itself has nothing to go back to.
            if FirmwareVersion.isRelease(left.version, runBy: origin.fromVersion) { continue }
            guard let release = try releases.release(of: origin.fromVersion) else {
                unknown[origin.fromVersion, default: 0] += origin.count
                continue
            }
            var group = groups[release.id] ?? Group(release: release)
            switch origin.phase {
            case .taken: group.devices += origin.count
            case .underWay: group.underWay += origin.count
            }
            if !release.hardwareVersions.isEmpty, !release.hardwareVersions.contains(origin.hardwareVersion) {
                group.unsupported.insert(origin.hardwareVersion)
            }
            groups[release.id] = group
        }
        self.groups = groups.values.sorted { $0.release.version < $1.release.version }
        self.unknown = unknown.map { Rollback.Unknown(version: $0, devices: $1) }.sorted { $0.version < $1.version }
    }

    /// Those to whose release nothing brings back at the moment.
    var missing: [Group] {
        groups.filter { group in
            !rollbacks.contains { $0.release.id == group.release.id && !$0.rollout.status.isFinal }
        }
    }

    /// - Parameter damaged: releases whose stored bytes do not match their checksums.
    /// - Throws: ROLLOUT_005 with every fault.
    func requireReversible(damaged: Set<FirmwareRelease.ID>) throws(SlipwayError) {
        let faults = missing.flatMap { RollbackRule.faults(of: $0, isDamaged: damaged.contains($0.release.id)) }
        guard faults.isEmpty else { throw .notReversible(faults) }
        guard groups.isEmpty, rollbacks.isEmpty else { return }
        let count = unknown.reduce(0) { $0 + $1.devices }
        guard count > 0 else {
            throw .notReversible([
                FieldFault(field: "devices", fault: "none took \(leftVersion) from another release and still runs it")
            ])
        }
        throw .notReversible(
            unknown.map { origin in
                let version = origin.version.isEmpty ? "an unknown version" : origin.version
                return FieldFault(
                    field: "devices", fault: "\(origin.devices) came from \(version), which names no release")
            })
    }

    /// What a person is told of it, and what keeps it from being started.
    ///
    /// - Parameter damaged: as of ``requireReversible(damaged:)``.
    func prepared(damaged: Set<FirmwareRelease.ID>) -> PreparedRollback {
        var faults: [String] = []
        do throws(SlipwayError) {
            try requireReversible(damaged: damaged)
        } catch {
            if case .notReversible(let found) = error { faults = found.map(\.description) }
        }
        return PreparedRollback(
            groups: missing.map { group in
                PreparedRollback.Group(
                    version: group.release.version, devices: group.devices, underWay: group.underWay)
            },
            unknown: unknown.reduce(0) { $0 + $1.devices }, faults: faults)
    }

    /// - Parameter rollouts: those that are there now, by their releases.
    func rollback(creating rollouts: [FirmwareRelease.ID: Rollout]) -> Rollback {
        var known = Dictionary(rollbacks.map { ($0.release.id, $0.rollout) }) { _, latest in latest }
        // An ended one does not stand for devices that are still to go back.
        for group in missing { known[group.release.id] = nil }
        known.merge(rollouts) { _, new in new }
        var shown = groups.map { group in
            Rollback.Group(
                release: group.release, devices: group.devices, underWay: group.underWay,
                rollout: known[group.release.id])
        }
        for (rollout, release) in rollbacks where !groups.contains(where: { $0.release.id == release.id }) {
            guard known[release.id]?.id == rollout.id else { continue }
            shown.append(Rollback.Group(release: release, devices: 0, underWay: 0, rollout: rollout))
        }
        return Rollback(
            groups: shown.sorted { $0.release.version < $1.release.version }, unknown: unknown,
            wasRepeat: missing.isEmpty)
    }
}

/// What a way back asks of the rollout, and of the releases that its devices go back to.
enum RollbackRule {
    /// - Throws: ROLLOUT_002 where it may still bring the release to devices.
    static func requireStopped(_ rollout: Rollout) throws(SlipwayError) {
        switch rollout.status {
        case .paused, .cancelling, .cancelled, .completed, .failed: break
        case .draft, .scheduled, .pending, .inProgress:
            throw .illegalRolloutTransition(from: rollout.status, event: "rolled back before it is paused")
        }
    }

    /// - Throws: ROLLOUT_002 while devices of the rollout, which is paused and held, are brought back.
    static func requireNoneOpen(of id: Rollout.ID, in reader: any RepositoryReader) throws {
        guard try open(of: id, in: reader).isEmpty else {
            throw SlipwayError.illegalRolloutTransition(from: .paused, event: "resumed while it is rolled back")
        }
    }

    static func open(of id: Rollout.ID, in reader: any RepositoryReader) throws -> [Rollout] {
        try reader.rollbacks(of: id).compactMap { try reader.rollout($0) }.filter { !$0.status.isFinal }
    }

    static func faults(of group: RollbackSurvey.Group, isDamaged: Bool) -> [FieldFault] {
        let release = group.release
        var faults: [String] = []
        if release.releaseStatus != .approved { faults.append("is \(release.releaseStatus.rawValue), not approved") }
        if isDamaged { faults.append("its stored bytes do not match its checksum") }
        if !group.unsupported.isEmpty {
            let names = group.unsupported.sorted().map { $0.isEmpty ? "unknown hardware" : "hardware \($0)" }
            faults.append("does not support \(names.joined(separator: ", "))")
        }
        return faults.map { FieldFault(field: release.version, fault: $0) }
    }

    /// - Parameter releases: as they were when they were found fit; each is held.
    /// - Throws: ROLLOUT_005 with every one that has changed.
    static func requireUnchanged(_ releases: [FirmwareRelease], in reader: any RepositoryReader) throws {
        let faults = try releases.compactMap { release -> FieldFault? in
            guard let now = try reader.release(release.id), now.releaseStatus == .approved else {
                return FieldFault(field: release.version, fault: "is not approved any more")
            }
            let isSame =
                now.checksum == release.checksum && now.sizeBytes == release.sizeBytes
                && now.hardwareVersions == release.hardwareVersions
            return isSame ? nil : FieldFault(field: release.version, fault: "has changed meanwhile")
        }
        guard faults.isEmpty else { throw SlipwayError.notReversible(faults) }
    }
}
