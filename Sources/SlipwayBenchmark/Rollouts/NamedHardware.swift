import Foundation
import SlipwayCore

/// What the API and the screen say of the hardware that the lost devices of a rollout have in common.
struct NamedHardware {
    let rollout: Rollout.ID
    let server: LocalServer
    /// One that may read updates.
    let token: String
    /// As `--database` takes it.
    let database: String
    let world: BenchWorld

    /// A stopped rollout still finds devices lost, and others again: between the API and the screen its shares may change.
    private static let looks = 3

    func figures() throws -> [TrialFindings.Figure] {
        var named: (factor: NamedCauses.Factor, text: String, isShown: Bool)?
        for _ in 0..<Self.looks where named?.isShown != true {
            guard let factor = try factor() else { continue }
            let text = "hw \(factor.value) \(Self.percent(factor.share)) (\(Self.percent(factor.shareOfAll)))"
            named = (factor, text, try screen().contains(text))
        }
        guard let named else { return [("the API names hardware \(TrialFleet.suspect)", 0, "", .atLeast(1))] }
        return [
            // Where the machine is too busy for a device to speak in time, it is lost as well until it does.
            ("hardware C among the lost, by the API", 100 * named.factor.share, "%", .atLeast(90)),
            ("hardware C among all, by the API", 100 * named.factor.shareOfAll, "%", .atMost(15)),
            ("screens that say “\(named.text)”", named.isShown ? 1 : 0, "", .atLeast(1)),
        ]
    }

    /// None where it is not the hardware that is named.
    private func factor() throws -> NamedCauses.Factor? {
        let request = KeepAliveLoad.request("GET", "/api/v2/updates/rollouts/\(rollout)", token: token)
        let document = try KeepAliveConnection(port: server.port).document(request)
        let factor = try JSONDecoder().decode(NamedCauses.self, from: document).factor(ofCause: "lost")
        guard let factor, factor.attribute == BatchAttribute.hardwareVersion.rawValue,
            factor.value == TrialFleet.suspect
        else { return nil }
        return factor
    }

    /// The live one, at 80x24.
    private func screen() throws -> String {
        let terminal = try TerminalProgram(
            world.slipway, ["dashboard", "--read-only", "--database", database], environment: world.environment)
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
