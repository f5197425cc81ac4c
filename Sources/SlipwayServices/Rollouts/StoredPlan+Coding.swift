import Foundation
import SlipwayCore

extension StoredPlan {
    init(_ plan: RolloutPlan, seed: Int64) throws {
        self.init(text: try JSONText.compact(plan), version: plan.leastVersion, seed: seed)
    }

    /// - Throws: DATABASE_001 where a newer program wrote it.
    var plan: RolloutPlan {
        get throws {
            guard version <= RolloutPlan.version,
                let plan = try? JSONDecoder().decode(RolloutPlan.self, from: Data(text.utf8))
            else { throw SlipwayError.unknownValue }
            return plan
        }
    }
}
