/// What a fleet has done since its process started.
package struct FleetSummary: Hashable, Sendable {
    package internal(set) var devices = 0
    /// Of the devices, those that work on an update now.
    package internal(set) var updating = 0
    /// Of the devices, those that say nothing now.
    package internal(set) var silent = 0
    package internal(set) var calls = 0
    package internal(set) var bytesRead: Int64 = 0
    package internal(set) var completed = 0
    package internal(set) var fellBack = 0
    package internal(set) var failed = 0
    package internal(set) var fellSilent = 0
    /// Completed, and said nothing from then on.
    package internal(set) var gotLost = 0
    /// Updates that ended without the device: cancelled, timed out, or gone.
    package internal(set) var dropped = 0

    package init() {}

    mutating func count(_ outcome: DeviceOutcome) {
        switch outcome {
        case .completed: completed += 1
        case .fellBack: fellBack += 1
        case .failed: failed += 1
        case .fellSilent: fellSilent += 1
        case .gotLost: gotLost += 1
        case .dropped: dropped += 1
        }
    }
}

extension FleetSummary: CustomStringConvertible {
    package var description: String {
        "\(devices) devices: \(updating) updating, \(silent) silent; so far \(completed) completed, "
            + "\(fellBack) fell back, \(failed) failed, \(fellSilent) fell silent, \(gotLost) got lost, \(dropped) dropped"
    }
}
