import DeviceSimulator
import Foundation
import Logging
import SlipwayCore
import SlipwayServices

/// One rollout of a release to a fleet of its own, from the first wave to its stop or its end, held to what is promised of
/// it.
struct RolloutTrial: Sendable {
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
        let fleet = try await TrialFleet(of: devices, in: services)
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
        try await course.play()
        let findings = try await TrialFindings(of: course)
        var found = findings.figures
        if variant == .lost || variant == .secondWave {
            found += try named(rollout, at: servers[0], token: token, in: database.address)
        }
        let differences = try await services.counters.audit(as: WaitingFleet.actor)
        found.append(("figures that differ from a recount", Double(differences.count), "", .atMost(0)))
        return found.map { BenchFigure("\(variant.rawValue), \(kind.title): \($0.0)", $0.1, $0.2, bound: $0.3) }
    }

    private func request(of release: FirmwareRelease.ID) -> RolloutRequest {
        let sizes = [WaveSize.count(max(TrialFleet.canary, devices / 100)), .share(0.2), .share(0.5), .share(1)]
        return RolloutRequest(
            name: "trial", firmware: .id(release), target: .organization(TrialFleet.organization),
            waves: sizes.map { WavePlan(size: $0, gate: RolloutVariant.gate) }, advance: service.advance,
            maximumInFlight: RolloutVariant.maximumInFlight)
    }

    /// What the API and the screen say of the hardware that the lost devices have in common.
    private func named(
        _ rollout: Rollout.ID, at server: LocalServer, token: String, in address: String
    ) throws -> [TrialFindings.Figure] {
        let path = "/api/v2/updates/rollouts/\(rollout)"
        let document = try KeepAliveConnection(port: server.port)
            .document(KeepAliveLoad.request("GET", path, token: token))
        let factor = try JSONDecoder().decode(NamedCauses.self, from: document).factor(ofCause: "lost")
        guard let factor, factor.attribute == BatchAttribute.hardwareVersion.rawValue,
            factor.value == TrialFleet.suspect
        else {
            return [("the API names hardware \(TrialFleet.suspect)", 0, "", .atLeast(1))]
        }
        let screen = (try? screen(of: rollout, in: address)) ?? ""
        let shares = "hw \(factor.value) \(Self.percent(factor.share)) (\(Self.percent(factor.shareOfAll)))"
        return [
            ("hardware C among the lost, by the API", 100 * factor.share, "%", .atLeast(99)),
            ("hardware C among all, by the API", 100 * factor.shareOfAll, "%", .atMost(15)),
            ("screens that say “\(shares)”", screen.contains(shares) ? 1 : 0, "", .atLeast(1)),
        ]
    }

    /// The live one, at 80x24.
    private func screen(of rollout: Rollout.ID, in address: String) throws -> String {
        let terminal = try TerminalProgram(
            world.slipway, ["dashboard", "--read-only", "--database", address], environment: world.environment)
        _ = try terminal.wait(for: "trial")
        return try terminal.text(after: ":rollout \(rollout)\r", until: "hw \(TrialFleet.suspect) ")
    }

    /// As the screen rounds it.
    private static func percent(_ share: Double) -> String {
        share >= 1 ? "100%" : "\(min(99, Int((share * 100).rounded())))%"
    }
}

/// Of the answer of the API for a rollout, what its causes have in common.
private struct NamedCauses: Decodable {
    struct Cause: Decodable {
        let cause: String
        let commonFactor: Factor?

        private enum CodingKeys: String, CodingKey {
            case cause
            case commonFactor = "common_factor"
        }
    }

    struct Factor: Decodable {
        let attribute: String
        let value: String
        let share: Double
        let shareOfAll: Double

        private enum CodingKeys: String, CodingKey {
            case attribute, value, share
            case shareOfAll = "share_of_all"
        }
    }

    let reasons: [Cause]

    func factor(ofCause cause: String) -> Factor? { reasons.first { $0.cause == cause }?.commonFactor }
}
