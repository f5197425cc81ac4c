import Foundation
import Logging
import SlipwayCore
import SlipwayServices
import TestSupport

/// What one round of a race has to itself: an organization with devices, and an approved release.
struct RaceRound: Sendable {
    /// In a test run of everything, few; `SLIPWAY_RACE_ROUNDS` sets their number.
    static let count = ProcessInfo.processInfo.environment["SLIPWAY_RACE_ROUNDS"].flatMap { Int($0) } ?? 5
    static let deviceCount = 6

    let number: Int
    /// No other round of any race has it.
    let name = "race-\(UUID().uuidString)"
    let services: Services
    let clock: TestClock
    let organization: Organization
    let devices: [Device]
    let release: FirmwareRelease
    /// The newest event before it.
    private let firstEvent: Event.ID?

    init(_ number: Int, of services: Services, at clock: TestClock) async throws {
        (self.number, self.services, self.clock) = (number, services, clock)
        (organization, devices, release, firstEvent) = try await services.repository.write { transaction in
            let organization = try transaction.insertOrganization(name: "tenant-\(number)")
            let devices = try transaction.insertDevices(
                Self.deviceCount, in: organization.id, prefix: "round-\(number)")
            let release = try Self.insertRelease("2.0.\(number)", in: transaction)
            try transaction.setStatus(of: release.id, to: .approved)
            let newest = try transaction.page(of: EventQuery(), in: .all, at: .first, limit: 1).rows.first?.id
            return (organization, devices, try transaction.release(release.id) ?? release, newest)
        }
    }

    var updates: UpdateService { services.updates }
    var ada: Principal { .operator("ada") }
    /// Of the round's organization alone.
    var tenant: Principal {
        Principal(kind: .token, name: "tenant", scopes: [.admin], organization: .one(organization.id))
    }
    var uids: [String] { devices.map(\.deviceUID) }

    /// A draft with stored bytes.
    func draft(_ suffix: String = "draft") async throws -> FirmwareRelease {
        let version = "3.0.\(number)-\(suffix)"
        return try await services.repository.write { try Self.insertRelease(version, in: $0) }
    }

    func request(_ devices: some Collection<Device>, name: String = "spring", key: String? = nil) -> BatchRequest {
        BatchRequest(
            name: name, firmware: .id(release.id), target: .devices(ids: devices.map(\.id), uids: []), requestID: key)
    }

    /// A batch of all devices that has been started, and its sessions in their order.
    func startedBatch() async throws -> (batch: UpdateBatch, sessions: [SessionID]) {
        let batch = try await updates.createBatch(request(devices), as: ada).batch
        while try await processor("setup").step() {}
        let rows = try await updates.batchDevices(batch.id, as: ada, at: .first, limit: 500)
        return (batch, rows.compactMap { $0.session?.sessionID })
    }

    /// A rollout whose first wave has started devices, of which one bad one is too many.
    func openWave() async throws -> (rollout: Rollout.ID, sessions: [(uid: String, id: SessionID)]) {
        let gate = GateRequest(maximumBad: 1, maximumBadShare: 0.0001, minimumJudged: 1)
        let request = RolloutRequest(
            name: "spring", firmware: .id(release.id), target: .devices(ids: devices.map(\.id), uids: []),
            waves: [WavePlan(size: .count(3), gate: gate), WavePlan(size: .share(1), gate: gate)])
        let rollout = try await services.rollouts.create(request, as: ada).rollout.id
        let conductor = RolloutConductor(services: services, worker: "setup")
        repeat { while try await conductor.step() {} } while try await processor("setup").step()
        let sessions = try await services.repository.read { try $0.openSessions(of: devices.map(\.id)) }
        return (rollout, sessions.map { ($0.device.deviceUID, $0.session.sessionID) })
    }

    /// A rollout that later devices join, of which two do so when the fleet is looked at next: now.
    func dynamicRollout() async throws -> Rollout.ID {
        let request = RolloutRequest(
            name: "spring", firmware: .id(release.id), target: .organization(organization.name), isDynamic: true,
            waves: [WavePlan(size: .count(3)), WavePlan(size: .share(1))])
        let rollout = try await services.rollouts.create(request, as: ada).rollout.id
        while try await RolloutConductor(services: services, worker: "setup").step() {}
        try await services.repository.write { [number, organization] transaction in
            _ = try transaction.insertDevices(2, in: organization.id, prefix: "late-\(number)")
        }
        clock.advance(by: TargetsRule.pause)
        return rollout
    }

    func processor(_ worker: String) -> BatchProcessor { BatchProcessor(services: services, worker: worker) }

    /// The oldest first.
    func events(_ kinds: EventKind...) async throws -> [Event] {
        try await services.repository.read { reader in
            let newest = try reader.page(of: EventQuery(), in: .all, at: .first, limit: 1_000).rows
            return newest.reversed().filter { event in
                kinds.contains(event.kind) && firstEvent.map { event.id > $0 } ?? true
            }
        }
    }

    /// Open sessions that have not flashed, of devices that may not have one.
    func forbiddenSessions() async throws -> [String] {
        let ids = devices.map(\.id)
        return try await services.repository.read { try $0.openSessions(of: ids) }
            .filter { UpdateSessionState.cancellable.contains($0.session.updateStatus) }
            .filter { !$0.device.active || !$0.device.updatesEnabled }
            .map { "\($0.device.deviceUID) may not update, and has a session that is \($0.session.updateStatus)" }
    }

    private static func insertRelease(
        _ version: String, in transaction: any RepositoryTransaction
    ) throws -> FirmwareRelease {
        let bytes = Array(StockedFleet.firmwareText.utf8)
        let sha256 = TokenHash.sha256Hex(of: StockedFleet.firmwareText)
        try transaction.beginUpload(ofSHA256: sha256)
        try transaction.store(chunk: bytes, number: 0, ofSHA256: sha256)
        try transaction.endUpload(ofSHA256: sha256)
        return try transaction.insertRelease(
            version: version, status: .draft, digests: FirmwareDigests(sha256: sha256, sha1: "00", md5: "00"),
            sizeBytes: Int64(bytes.count))
    }
}
