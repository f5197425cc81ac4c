import SlipwayCore

/// What one device does with one release: the same for the same profile, device and release, whenever it is asked.
package struct DeviceTemperament: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// Completes, and runs the release from then on.
        case succeeds
        case fails(UpdateFault)
        /// Says nothing more from that point on.
        case fallsSilent(SilencePoint)
        /// Completes, and boots its old version again.
        case fallsBack
        /// Completes, and is never heard of again.
        case getsLost
    }

    package let outcome: Outcome
    /// Where between the slowest and the fastest device of the fleet it stands, from 0 to 1.
    package let slowness: Double
    /// Of the download, when something happens in the middle of it: above 0 and below 1.
    package let turningPoint: Double

    package init(of traits: DeviceTraits, for release: String, in profile: FleetProfile) {
        var generator = SeededGenerator(seed: profile.seed, path: "temperament", traits.deviceUID, release)
        // Drawn first and for every device, so that the rates alone decide who changes sides when they change.
        let draw = generator.fraction()
        slowness = generator.fraction()
        turningPoint = 0.2 + 0.6 * generator.fraction()

        let rates = profile.rates(for: release)
        if rates.loss?.takes(traits, with: release, seed: profile.seed) == true {
            outcome = .getsLost
        } else if draw < rates.failure {
            outcome = .fails(UpdateFault(of: traits, for: release, seed: profile.seed, using: &generator))
        } else if draw < rates.failure + rates.silence {
            outcome = .fallsSilent(SilencePoint(using: &generator))
        } else if draw < rates.failure + rates.silence + rates.fallBack {
            outcome = .fallsBack
        } else {
            outcome = .succeeds
        }
    }
}

/// After what a device is not heard of any more; most are lost in the reboot that follows the flash.
package enum SilencePoint: String, CaseIterable, Hashable, Sendable {
    case acknowledged
    case downloading
    case flashed

    init(using generator: inout SeededGenerator) {
        let draw = generator.fraction()
        self = draw < 0.15 ? .acknowledged : draw < 0.35 ? .downloading : .flashed
    }
}

/// What is known of a device before an update, and what its temperament follows from.
package struct DeviceTraits: Hashable, Sendable {
    package let deviceUID: String
    package let hardwareVersion: String
    /// What it runs before the update.
    package let fromVersion: String

    package init(deviceUID: String, hardwareVersion: String, fromVersion: String) {
        self.deviceUID = deviceUID
        self.hardwareVersion = hardwareVersion
        self.fromVersion = fromVersion
    }
}
