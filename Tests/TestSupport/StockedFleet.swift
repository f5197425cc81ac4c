import Logging
import SlipwayCore
import SlipwayServices

/// An organization with devices and an approved release whose bytes are stored, and the services over it.
package struct StockedFleet: Sendable {
    /// What the release's bytes spell.
    package static let firmwareText = String(repeating: "firmware", count: 125)

    package let services: Services
    package let clock: TestClock
    package let acme: Organization
    package let devices: [Device]
    package let release: FirmwareRelease

    package var updates: UpdateService { services.updates }
    package var ada: Principal { .operator("ada") }
    package var processor: BatchProcessor { BatchProcessor(services: services, worker: "worker-1") }
    package var verification: VerificationSweep { VerificationSweep(services: services, worker: "worker-1") }
    package var sweep: DeadlineSweep { DeadlineSweep(services: services, worker: "worker-1") }

    /// The same fleet, through another server.
    package func served(by services: Services) -> StockedFleet {
        StockedFleet(services: services, clock: clock, acme: acme, devices: devices, release: release)
    }

    /// Creates a batch of the first `count` devices, still pending.
    package func createBatch(of count: Int = 1, maximumInFlight: Int? = nil) async throws -> UpdateBatch {
        let request = BatchRequest(
            name: "spring", firmware: .id(release.id),
            target: .devices(ids: devices.prefix(count).map(\.id), uids: []), maximumInFlight: maximumInFlight)
        return try await updates.createBatch(request, as: ada).batch
    }

    /// The same, started: the sessions in the order of the devices.
    package func startBatch(
        of count: Int = 1, maximumInFlight: Int? = nil
    ) async throws -> (id: UpdateBatch.ID, sessions: [SessionID]) {
        let batch = try await createBatch(of: count, maximumInFlight: maximumInFlight)
        _ = try await processor.step()
        return (batch.id, try await rows(batch.id).compactMap { $0.session?.sessionID })
    }

    /// Takes a device as far as `state`, by its own calls.
    package func take(_ session: SessionID, of device: Int = 0, to state: UpdateSessionState) async throws {
        let principal = self.device(device)
        let states: [UpdateSessionState] = [.acknowledged, .downloading, .flashed, .completed]
        for next in states.prefix(through: states.firstIndex(of: state) ?? 0) {
            switch next {
            case .acknowledged: _ = try await updates.acknowledge(session, as: principal)
            case .downloading: _ = try await updates.readBytes(session, offset: 0, size: 10, as: principal)
            case .flashed: _ = try await updates.flashed(session, as: principal)
            case .completed: _ = try await updates.complete(session, checksum: release.checksum, as: principal)
            case .initiated, .failed, .cancelled: break
            }
        }
    }

    /// A worker is there from now on, all the time.
    package func beat(for duration: Duration = .zero) async throws {
        let (worker, end) = (WorkerHeartbeat(services: services, worker: "worker-1"), clock.now + duration)
        while clock.now < end {
            clock.advance(by: min(.seconds(30), end - clock.now))
            _ = try await worker.step()
        }
        _ = try await worker.step()
    }

    package func device(_ index: Int) -> Principal { .device(devices[index].deviceUID) }

    package func batch(_ id: UpdateBatch.ID) async throws -> UpdateBatch { try await updates.batch(id, as: ada) }

    package func rows(_ id: UpdateBatch.ID) async throws -> [BatchDeviceRow] {
        try await updates.batchDevices(id, as: ada, at: .first, limit: 500)
    }

    package func session(_ id: SessionID) async throws -> UpdateSession {
        guard let context = try await services.repository.read({ try $0.sessionContext(id) }) else {
            throw SlipwayError.sessionNotFound(id.description)
        }
        return context.session
    }

    package func device(at index: Int) async throws -> Device {
        try await services.devices.device(uid: devices[index].deviceUID, as: ada)
    }

    /// The oldest first.
    package func events() async throws -> [Event] {
        try await services.repository.read {
            try $0.page(of: EventQuery(isReversed: true), in: .all, at: .first, limit: 1_000).rows
        }
    }

    package func eventKinds(after count: Int = 0) async throws -> [EventKind] {
        try await events().dropFirst(count).map(\.kind)
    }

    /// Puts a batch and the rollout that has no other one into the same state, past their machines.
    package func setState(of batch: UpdateBatch.ID, to state: UpdateBatchState) async throws {
        try await services.repository.write { try $0.setBoth(batch, to: state) }
    }

    package func setHalted(_ halted: Bool) async throws {
        try await services.repository.write { try $0.setSystemHalted(halted) }
    }

    package func setStatus(of index: Int, active: Bool? = nil, updatesEnabled: Bool? = nil) async throws {
        let id = devices[index].id
        try await services.repository.write { transaction in
            try transaction.setStatus(of: [id], active: active, updatesEnabled: updatesEnabled)
        }
    }
}

/// A fleet of `count` devices that run 1.0.0, in memory, for as long as `body` runs.
package func withFleet(
    devices count: Int = 3, settings: ServiceSettings = ServiceSettings(), _ body: (StockedFleet) async throws -> Void
) async throws {
    try await withRepository { repository, clock in
        try await body(try await makeFleet(of: count, in: repository, clock: clock, settings: settings))
    }
}

package func makeFleet(
    of count: Int, in repository: any Repository, clock: TestClock, settings: ServiceSettings = ServiceSettings(),
    firmwareCache: FirmwareCache? = nil, bandwidth: BandwidthBudgets = BandwidthBudgets()
) async throws -> StockedFleet {
    let services = Services(
        repository: repository, settings: settings, identifiers: .seeded(1), firmwareCache: firmwareCache,
        bandwidth: bandwidth, logger: Logger(label: "test"))
    return try await repository.write { transaction in
        let acme = try transaction.insertOrganization()
        let devices = count == 0 ? [] : try transaction.insertDevices(count, in: acme.id)
        let bytes = Array(StockedFleet.firmwareText.utf8)
        let sha256 = TokenHash.sha256Hex(of: StockedFleet.firmwareText)
        try transaction.beginUpload(ofSHA256: sha256)
        try transaction.store(chunk: bytes, number: 0, ofSHA256: sha256)
        let digests = FirmwareDigests(sha256: sha256, sha1: "00", md5: "00")
        let release = try transaction.insertRelease(digests: digests, sizeBytes: Int64(bytes.count))
        try transaction.endUpload(ofSHA256: sha256)
        return StockedFleet(services: services, clock: clock, acme: acme, devices: devices, release: release)
    }
}

/// The stable code of what `body` throws; none where it throws nothing.
package func code(of body: () async throws -> some Sendable) async -> String? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? SlipwayError)?.code ?? "\(error)"
    }
}
