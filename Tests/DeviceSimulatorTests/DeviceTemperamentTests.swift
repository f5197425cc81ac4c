import SlipwayCore
import Testing

@testable import DeviceSimulator

@Suite struct DeviceTemperamentTests {
    @Test func `the same seed makes the same temperaments`() {
        let profile = FleetProfile(seed: 7, failureRate: 0.3, silentRate: 0.2, fallBackRate: 0.1)
        #expect(temperaments(1_000, in: profile) == temperaments(1_000, in: profile))
    }

    @Test func `another seed or another release makes others`() {
        let profile = FleetProfile(seed: 7, failureRate: 0.3, silentRate: 0.2, fallBackRate: 0.1)
        let reseeded = FleetProfile(seed: 8, failureRate: 0.3, silentRate: 0.2, fallBackRate: 0.1)
        #expect(temperaments(1_000, in: profile) != temperaments(1_000, in: reseeded))
        #expect(temperaments(1_000, in: profile) != temperaments(1_000, for: "2.0.1", in: profile))
    }

    @Test func `a device does the same wherever it comes from`() {
        let profile = FleetProfile(seed: 7, failureRate: 0, silentRate: 0.5, fallBackRate: 0.2)
        for number in 0..<200 {
            let here = DeviceTraits(deviceUID: "d\(number)", hardwareVersion: "r1", fromVersion: "1.0.0")
            let there = DeviceTraits(deviceUID: "d\(number)", hardwareVersion: "r2", fromVersion: "1.1.0")
            let outcomes = [here, there].map { DeviceTemperament(of: $0, for: "2.0.0", in: profile) }
            #expect(outcomes[0] == outcomes[1])
        }
    }

    @Test func `ten thousand devices keep to the rates`() {
        let profile = FleetProfile(seed: 1, failureRate: 0.20, silentRate: 0.10, fallBackRate: 0.05)
        let all = temperaments(10_000, in: profile)
        #expect((1_850...2_150).contains(all.count { if case .fails = $0.outcome { true } else { false } }))
        #expect((900...1_100).contains(all.count { if case .fallsSilent = $0.outcome { true } else { false } }))
        #expect((430...570).contains(all.count { $0.outcome == .fallsBack }))
        let afterFlash = all.count { $0.outcome == .fallsSilent(.flashed) }
        let inAll = all.count { if case .fallsSilent = $0.outcome { true } else { false } }
        #expect(afterFlash * 2 > inAll)
    }

    @Test func `rates of nothing and of everything are exact`() {
        let good = FleetProfile(seed: 1, failureRate: 0, silentRate: 0, fallBackRate: 0)
        #expect(temperaments(1_000, in: good).allSatisfy { $0.outcome == .succeeds })
        let bad = FleetProfile(seed: 1, failureRate: 1, silentRate: 0, fallBackRate: 0)
        #expect(temperaments(1_000, in: bad).allSatisfy { if case .fails = $0.outcome { true } else { false } })
    }

    @Test func `a share of one hardware version gets lost, the same devices each time, and all others do as before`() {
        let rates = { (loss: LossRate?) in FleetRates(failure: 0.2, silence: 0.1, fallBack: 0.1, loss: loss) }
        let losing = FleetProfile(seed: 7, rates: rates(LossRate(hardwareVersion: "rev-1", share: 0.4)))
        let found = temperaments(3_000, in: losing)
        let without = temperaments(3_000, in: FleetProfile(seed: 7, rates: rates(nil)))

        #expect(found == temperaments(3_000, in: losing))
        let lost = found.indices.filter { found[$0].outcome == .getsLost }
        #expect((360...440).contains(lost.count))
        #expect(lost.allSatisfy { traits($0).hardwareVersion == "rev-1" })
        #expect(found.indices.allSatisfy { found[$0].outcome == .getsLost || found[$0] == without[$0] })
    }

    @Test func `without a hardware version, every one loses its share`() {
        let profile = FleetProfile(
            seed: 1, rates: FleetRates(failure: 0, silence: 0, fallBack: 0, loss: LossRate(share: 1)))
        #expect(temperaments(100, in: profile).allSatisfy { $0.outcome == .getsLost })
    }

    @Test func `a release can have rates of its own`() {
        let profile = FleetProfile(
            seed: 1, rates: FleetRates(failure: 0, silence: 0, fallBack: 0),
            ratesByRelease: ["2.0.1": FleetRates(failure: 0, silence: 0, fallBack: 1)])
        #expect(temperaments(100, in: profile).allSatisfy { $0.outcome == .succeeds })
        #expect(temperaments(100, for: "2.0.1", in: profile).allSatisfy { $0.outcome == .fallsBack })
    }

    @Test func `thousands of failures have a handful of reasons, and most of them a common factor`() throws {
        let profile = FleetProfile(seed: 1, failureRate: 1, silentRate: 0, fallBackRate: 0)
        var reasons: [String: [String: Int]] = [:]
        for number in 0..<3_000 {
            let traits = traits(number)
            let temperament = DeviceTemperament(of: traits, for: "2.0.0", in: profile)
            guard case .fails(let fault) = temperament.outcome else { continue }
            let key = ReasonKey.masking(fault.reason).rawValue
            reasons[key, default: [:]][traits.hardwareVersion, default: 0] += 1
        }
        #expect((4...9).contains(reasons.count))
        let largest = try #require(reasons.values.max { $0.values.reduce(0, +) < $1.values.reduce(0, +) })
        // A third of the fleet has each hardware: evenly spread, no share would be above 0.4.
        let share = Double(largest.values.max() ?? 0) / Double(largest.values.reduce(0, +))
        #expect(share > 0.45)
    }

    private func traits(_ number: Int) -> DeviceTraits {
        DeviceTraits(
            deviceUID: "device-\(number)", hardwareVersion: "rev-\(number % 3)", fromVersion: "1.\(number % 2).0")
    }

    private func temperaments(
        _ count: Int, for release: String = "2.0.0", in profile: FleetProfile
    ) -> [DeviceTemperament] {
        (0..<count).map { DeviceTemperament(of: traits($0), for: release, in: profile) }
    }
}
