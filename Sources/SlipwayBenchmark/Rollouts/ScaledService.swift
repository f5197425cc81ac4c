import SlipwayCore
import SlipwayServices

/// The service with its limits shortened, so that hours of a rollout take minutes.
///
/// What the service waits for by constants of its own stays as it is: the 15 s that a word may be on its way, and the 10 s
/// between two looks for lost devices. So what lies between the limit of a lost device and the stop takes as long here as
/// ever, and is measured in seconds as they are.
struct ScaledService: Sendable {
    /// At the upper one the limit of a lost device is as long as a word may be on its way.
    static let factors = 1.0...60.0

    /// How many times shorter each limit is.
    let factor: Double

    var settings: ServiceSettings {
        var settings = ServiceSettings()
        settings.deadlines.initiated /= factor
        settings.deadlines.acknowledged /= factor
        settings.deadlines.downloading /= factor
        settings.deadlines.flashed /= factor
        settings.silence.floor /= factor
        settings.silence.floorAfterFlash /= factor
        settings.loss.floor /= factor
        settings.pollInterval /= factor
        // Of the trial's own registrations.
        settings.registrationLimit = 1_000
        return settings
    }

    /// In whole seconds, as a plan keeps it.
    var advance: AdvanceRule {
        var advance = AdvanceRule()
        let seconds = max(advance.soak / factor, settings.lossLimit) / .seconds(1)
        advance.soak = .seconds(Int64(seconds.rounded(.up)))
        return advance
    }
}
