import SlipwayCore
import Testing

@Suite struct CommonFactorTests {
    @Test func `what is most over-represented is the factor`() {
        let factor = strongest(
            reason: [count(.hardwareVersion, "rev-a", 6), count(.fromVersion, "1.0.0", 6)], of: 6,
            batch: [count(.hardwareVersion, "rev-a", 20), count(.fromVersion, "1.0.0", 90)])
        #expect(
            factor
                == CommonFactor(attribute: .hardwareVersion, value: "rev-a", shareOfReason: 1, shareOfBatch: 0.2))
    }

    @Test func `fewer than five devices say nothing`() {
        let reason = [count(.hardwareVersion, "rev-a", 4)]
        #expect(strongest(reason: reason, of: 4, batch: [count(.hardwareVersion, "rev-a", 4)]) == nil)
    }

    @Test func `what all have in common is no factor`() {
        let reason = [count(.hardwareVersion, "rev-a", 10)]
        #expect(strongest(reason: reason, of: 10, batch: [count(.hardwareVersion, "rev-a", 100)]) == nil)
    }

    @Test func `equals are told apart by their names`() {
        let reason = [count(.organization, "b", 5), count(.fromVersion, "z", 5), count(.fromVersion, "a", 5)]
        #expect(strongest(reason: reason, of: 5, batch: [])?.value == "a")
        #expect(strongest(reason: reason.reversed(), of: 5, batch: [])?.value == "a")
    }

    private func count(_ attribute: BatchAttribute, _ value: String, _ count: Int) -> AttributeCount {
        AttributeCount(attribute: attribute, value: value, count: count)
    }

    private func strongest(reason: [AttributeCount], of count: Int, batch: [AttributeCount]) -> CommonFactor? {
        CommonFactor.strongest(amongReason: reason, count: count, batch: batch, total: 100)
    }
}
