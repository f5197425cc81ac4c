import SlipwayCore
import Testing

@testable import SlipwayServices

@Suite struct TargetOrderTests {
    @Test(
        arguments: [
            (1, "dev-001", 5_337_033_090_533_311_877), (-2, "dev-001", 2_576_052_169_380_233_910),
            (1, "dev-002", -5_404_963_999_445_735_760),
        ] as [(Int64, String, Int64)])
    func `a rank is the beginning of a hash of seed and uid, on every machine`(seed: Int64, uid: String, rank: Int64) {
        #expect(TargetOrder(seed: seed).rank(ofDevice: uid) == rank)
    }

    @Test func `the first devices of each hardware version cover it`() {
        let candidates = (0..<100).map { candidate($0, hardware: $0 < 2 ? "rare" : $0.isMultiple(of: 2) ? "a" : "b") }
        let ranked = TargetOrder(seed: 1).ranked(candidates)
        #expect(ranked.map(\.rank) == ranked.map(\.rank).sorted())
        let covering = ranked.filter { $0.pool == .cover }.map { candidates[Int($0.device.rawValue)].hardwareVersion }
        #expect(covering.sorted() == ["a", "a", "a", "b", "b", "b", "rare", "rare"])
    }

    @Test func `a part of the fleet is like the whole of it`() {
        let candidates = (0..<20_000).map { candidate($0, hardware: $0 < 2_000 ? "C" : "A") }
        let ranked = TargetOrder(seed: 7).ranked(candidates)
        let shares = stride(from: 0, to: 20_000, by: 1_000).map { start in
            ranked[start..<start + 1_000].count { candidates[Int($0.device.rawValue)].hardwareVersion == "C" }
        }
        // A tenth, within four standard deviations of a thousand draws.
        #expect(shares.allSatisfy { (62...138).contains($0) }, "\(shares)")
    }

    private func candidate(_ number: Int, hardware: String) -> BatchCandidate {
        BatchCandidate(
            deviceID: .init(Int64(number)), deviceUID: "dev-\(number)", organizationID: .init(1), active: true,
            updatesEnabled: true, firmwareVersion: "1.0.0", hardwareVersion: hardware, isUpdating: false)
    }
}
