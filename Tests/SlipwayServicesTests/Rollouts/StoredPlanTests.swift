import SlipwayCore
import Testing

@testable import SlipwayServices

@Suite struct StoredPlanTests {
    @Test func `a plan that older programs carry out is kept as they read it`() throws {
        let plan = try StoredPlan(RolloutPlan(filter: "hardware=C"), seed: 7)
        #expect(plan.version == 1)
        #expect(!plan.text.contains("journal"))
        #expect(try plan.plan == RolloutPlan(filter: "hardware=C"))
    }

    @Test(arguments: [
        JournalSource.taken(from: Rollout.ID(7)),
        .group(RetryGroup(.failed, reasonKey: "no space"), of: Rollout.ID(7)),
        .group(RetryGroup(.failed, reasonCode: .notReached), of: Rollout.ID(7)),
        .group(RetryGroup(.lost), of: Rollout.ID(7)),
    ])
    func `one that they do not know is kept so that they refuse it`(source: JournalSource) throws {
        let plan = RolloutPlan(filter: nil, waves: [WavePlan(size: .share(1))], journal: source)
        let stored = try StoredPlan(plan, seed: 7)
        #expect(stored.version == 2)
        #expect(try stored.plan == plan)
    }
}
