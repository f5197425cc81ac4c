import Foundation
import SlipwayCore

extension PreparedRollback {
    /// None where a newer program wrote it.
    init?(stored text: String) {
        guard let prepared = try? JSONDecoder().decode(PreparedRollback.self, from: Data(text.utf8)) else { return nil }
        self = prepared
    }
}

extension RolloutContent {
    init(of rollout: Rollout, plan: RolloutPlan) {
        self.init(name: rollout.name, maximumInFlight: rollout.maximumInFlight, plan: plan)
    }

    /// None where a newer program wrote it.
    init?(stored text: String) {
        guard let content = try? JSONDecoder().decode(RolloutContent.self, from: Data(text.utf8)) else { return nil }
        self = content
    }
}
