import SlipwayCore
import Testing

@Suite struct PlanFingerprintTests {
    @Test func `it is the same for the same plan, whatever the order and the ids`() {
        let plan = plan([.example(id: 1), .example(id: 2), .example(id: 3, active: false)], unknown: ["b", "a"])
        let other = self.plan([.example(id: 3, active: false), .example(id: 2), .example(id: 1)], unknown: ["a", "b"])
        #expect(plan.fingerprint == other.fingerprint)
    }

    @Test func `it never changes from one version to the next`() {
        #expect(plan([]).fingerprint.text == "d51a3154f54f62b3")
        #expect(
            plan([.example(id: 1), .example(id: 2, active: false)], unknown: ["ghost"]).fingerprint.text
                == "3bb3fa3eabd7dac3")
    }

    @Test func `it tells every difference in what would be done`() {
        let plans = [
            plan([]), plan([.example(id: 1)]), plan([.example(id: 2)]), plan([.example(id: 1), .example(id: 2)]),
            plan([.example(id: 1), .example(id: 2, active: false)]),
            plan([.example(id: 1), .example(id: 2, updatesEnabled: false)]),
            plan([.example(id: 1)], unknown: ["cam-2"]), plan([.example(id: 1)], unknown: ["cam", "-2"]),
            plan([.example(id: 1)], version: "3.0.0"),
        ]
        #expect(Set(plans.map(\.fingerprint)).count == plans.count)
    }

    @Test(arguments: [
        "", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "0123456789abcdeg", "é123456789abcde",
    ])
    func `what is none is refused`(text: String) {
        #expect(PlanFingerprint(text) == nil)
    }

    @Test func `what is printed is read again`() {
        let fingerprint = plan([.example(id: 1)]).fingerprint
        #expect(PlanFingerprint("\(fingerprint)") == fingerprint)
    }

    @Test(arguments: [(0, 1, false), (0, 2, true), (1, 0, false), (1, 1, true), (2, 0, true)])
    func `one device in a hundred may come or go unasked`(gone: Int, come: Int, drifted: Bool) {
        let seen = plan((1...100).map { .example(id: $0) })
        let now = plan((1 + Int64(gone)...100 + Int64(come)).map { .example(id: $0) })
        #expect(now.hasDrifted(from: seen) == drifted)
        #expect(PlanExpectation.about(seen).admits(now) == !drifted)
        #expect(!PlanExpectation.exactly(seen.fingerprint).admits(now))
    }

    @Test func `who is left out counts for no drift`() {
        let seen = plan([.example(id: 1), .example(id: 2, active: false)])
        let now = plan([.example(id: 1), .example(id: 2, isUpdating: true)])
        #expect(!now.hasDrifted(from: seen))
        #expect(now.fingerprint != seen.fingerprint)
    }

    private func plan(
        _ candidates: [BatchCandidate], unknown: [String] = [], version: String = "2.0.0"
    ) -> BatchPlan {
        BatchPlan(
            candidates: candidates, unknown: unknown, release: .example(version: version), leavesOutCurrent: false)
    }
}
