import DeviceSimulator
import Logging
import SlipwayCore
import SlipwayServices

/// One rollout of a release to a fleet of its own, from the first wave to its stop or its end, held to what is promised of
/// it.
struct RolloutTrial: Sendable {
    /// Of the rollout.
    static let name = "trial"

    let variant: RolloutVariant
    let kind: TrialDatabase.Kind
    let devices: Int
    let service: ScaledService
    let world: BenchWorld
    /// This program, which is started again as the servers.
    let benchmark: String

    /// - Throws: `LeftOut` where a program is missing.
    func figures() async throws -> [BenchFigure] {
        let missing = kind.tools.filter { $0.path == nil }.map(\.rawValue)
        guard missing.isEmpty else { throw LeftOut(reason: "\(missing.joined(separator: ", ")) not installed") }
        let database = try await TrialDatabase(kind, in: world)
        let services = Services(
            repository: database.repository, settings: service.settings,
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        let fleet = try await TrialFleet(of: devices, hasHistory: variant == .rollback, in: services)
        let token = try await services.authentication.create(
            AccessTokenRequest(description: "trial", scopes: [.updatesRead]), as: WaitingFleet.actor
        ).token
        let servers = try (0..<kind.servers).map { _ in
            try LocalServer.scaled(benchmark, database.address, by: service.factor, in: world)
        }
        defer { withExtendedLifetime((servers, database)) {} }
        let link = TrialLink(to: servers, of: fleet)
        let rollout = try await services.rollouts.create(request(of: fleet.release), as: WaitingFleet.actor).rollout.id
        let course = TrialCourse(
            variant: variant, rollout: rollout, services: services, fleet: fleet, link: link,
            patience: .seconds(300) + service.advance.soak * 4 + .milliseconds(20 * devices))
        var found: [TrialFindings.Figure] = []
        try await course.play {
            guard variant == .rollback else { return }
            // First what is found of the stop: then its devices go on to something else.
            found = try await TrialFindings(of: course).figures
            found += try await WayBack(of: course, database: database.address, world: world).figures()
        }
        if variant != .rollback { found = try await TrialFindings(of: course).figures }
        if variant == .lost || variant == .secondWave {
            found += try NamedHardware(
                rollout: rollout, server: servers[0], token: token, database: database.address, world: world
            ).figures()
        }
        let differences = try await services.counters.audit(as: WaitingFleet.actor)
        found.append(("figures that differ from a recount", Double(differences.count), "", .atMost(0)))
        return found.map { BenchFigure("\(variant.rawValue), \(kind.title): \($0.0)", $0.1, $0.2, bound: $0.3) }
    }

    private func request(of release: FirmwareRelease.ID) -> RolloutRequest {
        let sizes = [WaveSize.count(max(TrialFleet.canary, devices / 100)), .share(0.2), .share(0.5), .share(1)]
        return RolloutRequest(
            name: Self.name, firmware: .id(release), target: .organization(TrialFleet.organization),
            waves: sizes.map { WavePlan(size: $0, gate: variant.gate) }, advance: service.advance,
            maximumInFlight: RolloutVariant.maximumInFlight)
    }
}
