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
        let devices = try await devices(of: rollout)
        guard !devices.isEmpty else { return }
        _ = try await services.updates.createBatch(
            BatchRequest(
                name: rollout.name, firmware: .version(rollout.release.version),
                target: .devices(ids: devices.map(\.id), uids: [])),
            as: DemoFleet.principal)
        let processor = BatchProcessor(services: services, worker: "demo")
        while try await processor.step() {}
        for device in devices.prefix(Int((Double(devices.count) * rollout.past).rounded())) {
            try await play(device)
        }
    }

    private func devices(of rollout: DemoRollout) async throws -> [Device] {
        let organization = try await services.organizations.organization(
            named: rollout.organization.name, as: DemoFleet.principal)
        let reader = Principal.operator(DemoFleet.principal.name, organization: .one(organization.id))
        let count = Double(organization.deviceCount)
        let range = Int(count * rollout.devices.lowerBound)..<Int(count * rollout.devices.upperBound)
        var devices: [Device] = []
        var position: PagePosition<ListAnchor>? = .first
        while devices.count < range.upperBound, let current = position {
            let page = try await services.devices.page(of: DeviceQuery(), at: current, limit: 500, as: reader)
            devices += page.rows
            position = page.continuation.map { .after($0) }
        }
        return Array(
            devices.prefix(range.upperBound).dropFirst(range.lowerBound).prefix(services.settings.batchDeviceLimit))
    }

    /// Time is only counted: each call is made as soon as the device would make it.
    private func play(_ record: Device) async throws {
        var device = SimulatedDevice(
            record, profile: profile, pace: .immediate, at: Timestamp(milliseconds: 0))
        var outcome: DeviceOutcome?
        for _ in 0..<Self.mostCalls {
            let now = device.dueAt
            guard let call = device.nextCall(at: now) else { return }
            let answer = try await link.answer(to: call, of: record.deviceUID)
            // After the end comes one more check, which says what the device runs now.
            if outcome != nil { return }
            outcome = device.received(answer, at: now)
        }
    }

    /// An update takes fewer; a device that gets nowhere is left to the fleet.
    private static let mostCalls = 30
}
