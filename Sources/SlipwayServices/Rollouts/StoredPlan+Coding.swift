import Foundation
import SlipwayCore

extension StoredPlan {
    /// - Parameter version: none for the first one that can say all of it.
    init(_ plan: RolloutPlan, seed: Int64, version: Int? = nil) throws {
        self.init(text: try JSONText.compact(plan), version: version ?? plan.leastVersion, seed: seed)
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
