import DeviceSimulator
import SlipwayCore

/// How the devices of a trial take the release.
enum RolloutVariant: String, CaseIterable, Sendable {
    case lost, failing, healthy, rollback
    case secondWave = "second-wave"

    static let maximumInFlight = 1_000
    static let gate = GateRequest(maximumBad: 20, maximumBadShare: 0.02)
    /// That of each wave. A healthy rollout has the standard ones, which leave room for what fails early among many in flight.
    var gate: GateRequest? { self == .healthy ? nil : Self.gate }
    /// Whether nothing is wrong before the second wave.
    var sparesFirstWave: Bool { self == .secondWave || self == .rollback }
    /// With it two thirds of the devices that fail have flashed before, which is the worst for what a gate can save.
    private static let seed: UInt64 = 57
    /// So many devices ask in a second while a wave waits for its turn.
    private static let asksPerSecond = 200

    /// What the devices ran before does no harm.
    ///
    /// - Parameter wave: from 1 on.
    func profile(inWave wave: Int) -> FleetProfile {
        FleetProfile(
            seed: Self.seed, rates: FleetRates(failure: 0, silence: 0, fallBack: 0),
            ratesByRelease: [TrialFleet.version: rates(inWave: wave)])
    }

    private func rates(inWave wave: Int) -> FleetRates {
        let loss = LossRate(hardwareVersion: TrialFleet.suspect, share: 0.4)
        return switch self {
        case .lost: FleetRates(failure: 0, silence: 0, fallBack: 0, loss: loss)
        case .failing: FleetRates(failure: 1, silence: 0, fallBack: 0)
        case .healthy: FleetRates(failure: 0.01, silence: 0, fallBack: 0)
        case .secondWave, .rollback: FleetRates(failure: 0, silence: 0, fallBack: 0, loss: wave > 1 ? loss : nil)
        }
    }

    /// Some devices take long over a download, so that some are in the middle of it at a stop; a healthy rollout is not
    /// stopped, and makes as few calls as it can.
    ///
    /// - Parameter devices: of the wave, that ask the less often the more they are.
    func pace(ofWave devices: Int) -> FleetPace {
        var pace = FleetPace()
        pace.pollInterval = max(.seconds(2), .milliseconds(1_000 * devices / Self.asksPerSecond))
        pace.checksPerSecond = 1_000_000
        pace.preparation = .milliseconds(100)...(.seconds(1))
        pace.flashing = .milliseconds(100)...(.seconds(1))
        pace.reboot = .milliseconds(100)...(.seconds(2))
        pace.chunkInterval = .milliseconds(500)
        pace.download = .milliseconds(100)...(self == .healthy ? .milliseconds(500) : .seconds(8))
        return pace
    }
}
