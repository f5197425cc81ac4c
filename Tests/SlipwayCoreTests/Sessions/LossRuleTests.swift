import SlipwayCore
import Testing

@Suite struct LossRuleTests {
    private static let limit: Duration = .seconds(900)

    @Test(arguments: [(60, 900), (300, 900), (301, 903), (3_600, 10_800)])
    func `the limit is a quarter of an hour, and at least three polls`(poll: Int, expected: Int) {
        #expect(LossRule().limit(pollInterval: .seconds(poll)) == .seconds(expected))
    }

    @Test func `a device of which no word came is lost once its time, and that of a word on its way, is up`() {
        #expect(verdict(after: 914) == .extended(to: .noon + Self.limit))
        #expect(verdict(after: 915) == .lost)
    }

    @Test func `any word after the completion saves it, however long ago`() {
        #expect(verdict(heardAfter: 1, after: 9_000) == .heard)
    }

    @Test func `the completion itself, and what came before it, is no such word`() {
        #expect(verdict(heardAfter: 0, after: 915) == .lost)
        #expect(verdict(heardAfter: -60, after: 915) == .lost)
    }

    @Test func `a word that a wrong clock dates ahead of now is none`() {
        #expect(verdict(heardAfter: 9_000, after: 915) == .lost)
    }

    @Test func `the time in which the service was away does not count`() {
        let presence = ServicePresence(seenAt: .noon + .seconds(5_000), since: .noon + .seconds(5_000))
        #expect(verdict(in: presence, after: 5_914) == .extended(to: .noon + .seconds(5_900)))
        #expect(verdict(in: presence, after: 5_915) == .lost)
    }

    @Test func `a completion that a wrong clock dates ahead of now has its full time from now`() {
        #expect(verdict(after: -86_400) == .extended(to: .noon + .seconds(-86_400) + Self.limit))
    }

    private func verdict(
        in presence: ServicePresence? = nil, heardAfter heard: Int? = nil, after seconds: Int
    ) -> LossRule.Verdict {
        let context = VerificationContext(
            batchDevice: .init(1), batch: .init(1), device: .init(1), deviceUID: "dev-001", organization: .init(1),
            session: .example(1), completedAt: .noon, lastHeardAt: heard.map { .noon + .seconds($0) })
        return LossRule.verdict(on: context, in: presence, limit: Self.limit, now: .noon + .seconds(seconds))
    }
}
