import SlipwayCore
import SlipwayServices

/// How a fleet behaves as a whole; together with its seed it fixes what every device does with every release.
package struct FleetProfile: Hashable, Sendable {
    package let seed: UInt64
    private let rates: FleetRates
    private let ratesByRelease: [String: FleetRates]

    /// - Parameter ratesByRelease: by version, for releases that fare better or worse than the others.
    package init(seed: UInt64, rates: FleetRates, ratesByRelease: [String: FleetRates] = [:]) {
        self.seed = seed
        self.rates = rates
        self.ratesByRelease = ratesByRelease
    }

    /// Every rate is from 0 to 1; a sum above 1 leaves no device that succeeds.
    package init(
        seed: UInt64, failureRate: Double = 0.05, silentRate: Double = 0.02, fallBackRate: Double = 0.01
    ) {
        self.init(seed: seed, rates: FleetRates(failure: failureRate, silence: silentRate, fallBack: fallBackRate))
    }

    package func rates(for release: String) -> FleetRates {
        ratesByRelease[release] ?? rates
    }

    /// A version for a device that has never said what it runs.
    package func factoryVersion(of deviceUID: String) -> String {
        var generator = SeededGenerator(seed: seed, path: "factory version", deviceUID)
        return ["1.0.0", "1.1.0", "1.1.2"][Int(generator.next() % 3)]
    }
}

/// Of the devices that take a release, from 0 to 1, how many end in each bad way.
package struct FleetRates: Hashable, Sendable {
    package let failure: Double
    package let silence: Double
    package let fallBack: Double
    /// None where no device gets lost.
    package let loss: LossRate?

    package init(failure: Double, silence: Double, fallBack: Double, loss: LossRate? = nil) {
        self.failure = failure
        self.silence = silence
        self.fallBack = fallBack
        self.loss = loss
    }
}

/// Of the devices of one hardware version, how many complete and are never heard of again, whatever the other rates say.
package struct LossRate: Hashable, Sendable {
    /// None for every one.
    package let hardwareVersion: String?
    /// From 0 to 1.
    package let share: Double

    package init(hardwareVersion: String? = nil, share: Double) {
        self.hardwareVersion = hardwareVersion
        self.share = share
    }

    /// By a draw of its own, so that all other devices do what they do without it.
    func takes(_ traits: DeviceTraits, with release: String, seed: UInt64) -> Bool {
        guard hardwareVersion.map({ $0 == traits.hardwareVersion }) ?? true else { return false }
        var generator = SeededGenerator(seed: seed, path: "loss", traits.deviceUID, release)
        return generator.fraction() < share
    }
}

/// What a fleet knows of a device that it plays over HTTP.
package struct FleetMember: Hashable, Sendable {
    package let deviceUID: String
    package let token: String
    /// Empty while unknown.
    package let hardwareVersion: String

    package init(deviceUID: String, token: String, hardwareVersion: String = "") {
        self.deviceUID = deviceUID
        self.token = token
        self.hardwareVersion = hardwareVersion
    }
}

/// From where a fleet knows its devices.
enum FleetRoster: Sendable {
    /// The services, asked again and again, since devices are added while it plays.
    case services(Services, FleetSelection, as: Principal)
    /// Those whose tokens are known, and nothing else of them.
    case members([FleetMember])
}

/// Which of the registered devices a fleet plays.
package struct FleetSelection: Hashable, Sendable {
    /// The name of the only organization; none for all.
    package let organization: String?
    /// At most so many, the first by uid; none for all.
    package let deviceLimit: Int?

    package init(organization: String? = nil, deviceLimit: Int? = nil) {
        self.organization = organization
        self.deviceLimit = deviceLimit
    }
}
