import SlipwayCore
import Testing

@Suite struct WavesTextTests {
    private static let lossLimit: Duration = .seconds(900)

    @Test func `what nobody has changed is the standard plan`() throws {
        let plans = try WavesText().plans()
        #expect(plans.waves == WavePlan.standard)
        #expect(plans.advance == AdvanceRule())
        #expect(WavesText().faults(lossLimit: Self.lossLimit, devices: nil).isEmpty)
    }

    @Test func `sizes, gates, share and soak are read`() throws {
        var text = WavesText()
        text.canary = "10"
        text.waves = " 2.5%,500 , 100%"
        (text.maximumBad, text.maximumBadShare) = ("3, 5", "2%")
        (text.verified, text.soak, text.isAutomatic) = ("0.8", "2h", false)
        let plans = try text.plans()
        #expect(plans.waves.map(\.size) == [.count(10), .share(0.025), .count(500), .share(1)])
        #expect(plans.waves.map { $0.gate?.maximumBad } == [3, 5, 5, 5])
        #expect(plans.waves.map { $0.gate?.maximumBadShare } == [0.02, 0.02, 0.02, 0.02])
        #expect(plans.advance.verifiedShare == 0.8)
        #expect(plans.advance.soak == .seconds(7_200))
        #expect(!plans.advance.isAutomatic)
    }

    @Test(
        arguments: [
            (\.canary, "", ["canary"]), (\.canary, "1.5", ["canary"]), (\.waves, "20%,,100%", ["waves"]),
            (\.waves, "20%,most,100%", ["waves"]), (\.maximumBad, "3", ["max_bad_share"]),
            (\.maximumBadShare, "2%", ["max_bad"]), (\.verified, "", ["verified"]), (\.soak, "30", ["soak"]),
            (\.soak, "-1m", ["soak"]), (\.soak, "9999999999d", ["soak"]), (\.soak, "31d", ["soak"]),
            (\.verified, "nan", ["verified"]), (\.canary, "-3", ["canary"]), (\.waves, "5%", ["waves"]),
        ] as [(any WritableKeyPath<WavesText, String> & Sendable, String, [String])])
    func `a fault is named at the field where it stands`(
        path: any WritableKeyPath<WavesText, String> & Sendable, typed: String, fields: [String]
    ) {
        var text = WavesText()
        text[keyPath: path] = typed
        #expect(text.faults(lossLimit: Self.lossLimit, devices: nil).map(\.field) == fields)
    }

    @Test func `a gate has no more limits than there are waves`() {
        var text = WavesText()
        (text.maximumBad, text.maximumBadShare) = ("1,2,3,4,5", "2%")
        let faults = text.faults(lossLimit: Self.lossLimit, devices: nil)
        #expect(faults.map(\.fault) == ["has 5 numbers for 4 waves"])
    }

    @Test func `what cannot be read is told beside what contradicts itself`() {
        var text = WavesText()
        (text.canary, text.waves, text.soak) = ("most", "50%,20%,100%", "1m")
        let faults = text.faults(lossLimit: Self.lossLimit, devices: nil)
        #expect(faults.map(\.field) == ["canary", "waves", "soak"])
    }

    @Test(
        arguments: [(100, ["canary"]), (50, ["canary"]), (51, ["waves"]), (2_000, []), (nil, [])]
            as [(Int?, [String])])
    func `a number of devices may take all of a small fleet, and be more than a share of it`(
        devices: Int?, fields: [String]
    ) {
        var text = WavesText()
        text.canary = devices == 51 ? "50" : "100"
        #expect(text.faults(lossLimit: Self.lossLimit, devices: devices).first.map { [$0.field] } ?? [] == fields)
    }
}
