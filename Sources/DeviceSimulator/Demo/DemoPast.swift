import SlipwayCore
import SlipwayServices

/// Lets a part of the demo's rollouts have happened already, by the same calls as ever, only at once.
struct DemoPast: Sendable {
    private let services: Services
    private let profile: FleetProfile
    private let link: ServiceLink

    init(services: Services, profile: FleetProfile) {
        self.services = services
        self.profile = profile
        link = ServiceLink(services.updates)
    }

    /// Creates the rollout, starts it, and takes its first devices to their ends.
    func begin(_ rollout: DemoRollout) async throws {
        let devices = try await devices(of: rollout.organization, in: [rollout.devices])
            .prefix(services.settings.batchDeviceLimit)
        guard !devices.isEmpty else { return }
        _ = try await services.updates.createBatch(
            BatchRequest(
                name: rollout.name, firmware: .version(rollout.release.version),
                target: .devices(ids: devices.map(\.id), uids: [])),
            as: DemoFleet.principal)
        try await start()
        for device in devices.prefix(Int((Double(devices.count) * rollout.past).rounded())) {
            _ = try await play(device)
        }
    }

    /// Creates the rollout, opens its first wave, and takes all devices of it to their ends.
    ///
    /// - Returns: the uids of those that were lost by it.
    func begin(_ rollout: DemoWaveRollout) async throws -> [String] {
        let devices = try await devices(of: rollout.organization, in: rollout.devices)
        guard !devices.isEmpty else { return [] }
        let id = try await services.rollouts.create(rollout.request(to: devices), as: DemoFleet.principal).rollout.id
        let conductor = RolloutConductor(services: services, worker: Self.worker)
        while try await conductor.step() {}
        try await start()
        let isInWave = try await firstDevices(of: id)
        var lost: [String] = []
        for device in devices where isInWave.contains(device.deviceUID) {
            if try await play(device) == .gotLost { lost.append(device.deviceUID) }
        }
        return lost
    }

    private static let worker = "demo"

    private func start() async throws {
        let processor = BatchProcessor(services: services, worker: Self.worker)
        while try await processor.step() {}
    }

    /// Those that are in a batch already.
    private func firstDevices(of rollout: Rollout.ID) async throws -> Set<String> {
        let batches = try await services.repository.read { reader in
            try reader.batches(of: rollout, in: Set(UpdateBatchState.allCases), limit: PageSize.maximum)
        }
        var uids: Set<String> = []
        for batch in batches {
            let rows = try await services.updates.batchDevices(
                batch, as: DemoFleet.principal, at: .first, limit: PageSize.maximum)
            uids.formUnion(rows.map(\.deviceUID))
        }
        return uids
    }

    /// - Parameter ranges: of the organization's devices in the order of their uids, from 0 to 1, the first ones first.
    private func devices(of organization: DemoOrganization, in ranges: [Range<Double>]) async throws -> [Device] {
        let found = try await services.organizations.organization(named: organization.name, as: DemoFleet.principal)
        let reader = Principal.operator(DemoFleet.principal.name, organization: .one(found.id))
        let places = ranges.map { range in
            let total = Double(found.deviceCount)
            return Int(total * range.lowerBound)..<Int(total * range.upperBound)
        }
        let end = places.map(\.upperBound).max() ?? 0
        var devices: [Device] = []
        var position: PagePosition<ListAnchor>? = .first
        while devices.count < end, let current = position {
            let page = try await services.devices.page(of: DeviceQuery(), at: current, limit: 500, as: reader)
            devices += page.rows
            position = page.continuation.map { .after($0) }
        }
        return places.flatMap { devices[$0.clamped(to: devices.indices)] }
    }

    /// Time is only counted: each call is made as soon as the device would make it.
    ///
    /// - Returns: how its update ended, if it did.
    private func play(_ record: Device) async throws -> DeviceOutcome? {
        var device = SimulatedDevice(
            record, profile: profile, pace: .immediate, at: Timestamp(milliseconds: 0))
        var outcome: DeviceOutcome?
        for _ in 0..<Self.mostCalls {
            let now = device.dueAt
            guard let call = device.nextCall(at: now) else { return outcome }
            let answer = try await link.answer(to: call, of: record.deviceUID)
            // After the end comes one more check, which says what the device runs now.
            if outcome != nil { return outcome }
            outcome = device.received(answer, at: now)
        }
        return outcome
    }

    /// An update takes fewer; a device that gets nowhere is left to the fleet.
    private static let mostCalls = 30
}
