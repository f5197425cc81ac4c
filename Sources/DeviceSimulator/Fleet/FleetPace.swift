import SlipwayCore

/// The time scale of a fleet: how long its devices take for each part of an update.
package struct FleetPace: Hashable, Sendable {
    /// Between two checks of an idle device; a larger fleet checks less often, see `checksPerSecond`.
    package var pollInterval: Duration = .seconds(8)
    /// The checks of all idle devices together stay below this rate.
    package var checksPerSecond = 60
    /// From the answer to a check until the device acknowledges, and from there to the first byte.
    package var preparation: ClosedRange<Duration> = .milliseconds(300)...(.seconds(3))
    /// For the whole download, however large: a device's bytes a second follow from it.
    package var download: ClosedRange<Duration> = .seconds(8)...(.seconds(40))
    /// Between two reads.
    package var chunkInterval: Duration = .seconds(2)
    /// From the last byte until the device reports that it has flashed.
    package var flashing: ClosedRange<Duration> = .seconds(2)...(.seconds(8))
    /// From there until it is back and completes.
    package var reboot: ClosedRange<Duration> = .seconds(2)...(.seconds(9))
    /// After which time a silent device is switched off and on; none: never.
    package var silence: Duration?

    package init() {}

    /// Updates take some tens of seconds, so that something moves each second.
    package static let standard = FleetPace()

    /// Every part takes a millisecond, so that only the service and the machine set the pace.
    package static let immediate: FleetPace = {
        let moment: Duration = .milliseconds(1)
        var pace = FleetPace()
        pace.pollInterval = moment
        pace.checksPerSecond = 1_000_000
        pace.preparation = moment...moment
        pace.download = moment...moment
        pace.chunkInterval = moment
        pace.flashing = moment...moment
        pace.reboot = moment...moment
        return pace
    }()

    /// How often each of `devices` checks.
    func pollInterval(ofFleet devices: Int) -> Duration {
        max(pollInterval, .milliseconds(Int64(devices) * 1_000 / Int64(max(1, checksPerSecond))))
    }

    /// How many bytes a device of this slowness reads at a time: at most 1 MiB, the most that one call gives.
    func chunkSize(of sizeBytes: Int64, slowness: Double) -> Int {
        let seconds = duration(in: download, at: slowness) / .seconds(1)
        let interval = chunkInterval / .seconds(1)
        let share = Double(sizeBytes) * min(1, interval / max(seconds, 0.001))
        return Int(min(max(share.rounded(.up), 512), 1_048_576))
    }

    /// The point of a range that a device of this slowness takes.
    func duration(in range: ClosedRange<Duration>, at slowness: Double) -> Duration {
        let span = (range.upperBound - range.lowerBound) / .milliseconds(1)
        return range.lowerBound + .milliseconds(Int64(span * slowness))
    }
}

/// The time that a fleet lives in, so that tests need not wait for it.
package struct FleetClock: Sendable {
    package let now: @Sendable () -> Timestamp
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.sleep = sleep
    }
}
