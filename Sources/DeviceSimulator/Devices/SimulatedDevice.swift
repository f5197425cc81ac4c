import SlipwayCore

/// One device: which call it makes next, and what the answer makes of it. It does no I/O and reads no clock.
///
/// A device that is made again knows what the service knows of it and no more; `check` tells it where it stands.
package struct SimulatedDevice: Sendable {
    package let deviceUID: String
    package private(set) var runningVersion: String
    package private(set) var activity = Activity.idle
    /// When it wants to make its next call.
    package private(set) var dueAt: Timestamp
    /// Between two checks while it has nothing to do.
    package var pollInterval: Duration

    private let hardwareVersion: String
    private let profile: FleetProfile
    private let pace: FleetPace
    private var lostAnswers = 0
    /// The release at which it fell silent once; a device that was switched on again does not do so twice.
    private var wokenFor: String?

    package enum Activity: Sendable {
        case idle
        case acknowledging(UpdateAttempt)
        case downloading(UpdateAttempt)
        /// Writes what it has downloaded; then reports that it has flashed.
        case flashing(UpdateAttempt)
        /// Then completes.
        case rebooting(UpdateAttempt)
        case failing(UpdateAttempt, reason: String)
        case silent(UpdateAttempt, since: SilencePoint)
        /// Completed, and makes no call ever again.
        case lost
    }

    package init(_ device: Device, profile: FleetProfile, pace: FleetPace, at now: Timestamp) {
        deviceUID = device.deviceUID
        hardwareVersion = device.hardwareVersion
        self.profile = profile
        self.pace = pace
        runningVersion = Self.runningVersion(of: device, profile: profile)
        pollInterval = pace.pollInterval
        var generator = SeededGenerator(seed: profile.seed, path: "poll phase", device.deviceUID)
        dueAt = now + generator.duration(in: .zero...pace.pollInterval)
        if Self.outcome(ofUnconfirmedUpdateOf: device, profile: profile) == .getsLost { loseIt() }
    }

    /// One that does not know what it runs, and asks.
    package init(_ member: FleetMember, profile: FleetProfile, pace: FleetPace, at now: Timestamp) {
        deviceUID = member.deviceUID
        hardwareVersion = member.hardwareVersion
        self.profile = profile
        self.pace = pace
        runningVersion = ""
        pollInterval = pace.pollInterval
        var generator = SeededGenerator(seed: profile.seed, path: "poll phase", member.deviceUID)
        dueAt = now + generator.duration(in: .zero...pace.pollInterval)
    }

    /// The call that is due, if any.
    package mutating func nextCall(at now: Timestamp) -> DeviceCall? {
        guard now >= dueAt else { return nil }
        switch activity {
        case .idle:
            return .check(runningVersion: runningVersion)
        case .acknowledging(let attempt):
            return .acknowledge(attempt.update.session)
        case .downloading(let attempt):
            return downloadCall(attempt)
        case .flashing(let attempt):
            return .flashed(attempt.update.session)
        case .rebooting(let attempt):
            return .complete(attempt.update.session, checksum: checksum(after: attempt))
        case .failing(let attempt, let reason):
            return .fail(attempt.update.session, reason: reason)
        case .silent(let attempt, let point):
            wake(attempt, silentSince: point)
            return .check(runningVersion: runningVersion)
        case .lost:
            return nil
        }
    }

    /// - Returns: how its update ended, if it did with this answer.
    package mutating func received(_ answer: DeviceAnswer, at now: Timestamp) -> DeviceOutcome? {
        lostAnswers = answer == .lost ? lostAnswers + 1 : 0
        switch answer {
        case .lost:
            // Whatever it was is said again: every call may be repeated.
            dueAt = now + .seconds(min(30, 1 << min(lostAnswers - 1, 5)))
            return nil
        case .refused(let error):
            return refused(error, at: now)
        case .noUpdate:
            become(.idle, after: pollInterval, at: now)
            return nil
        case .introduced(let version):
            runningVersion = version.isEmpty ? profile.factoryVersion(of: deviceUID) : version
            dueAt = now
            return nil
        case .offered(let update):
            let attempt = attempt(update)
            guard update.state == .initiated else { return acknowledged(attempt, at: now) }
            become(.acknowledging(attempt), after: preparation(attempt), at: now)
            return nil
        case .finishing(let update):
            return flashed(attempt(update), at: now)
        case .bytes(let bytes):
            return read(bytes, at: now)
        case .accepted:
            return accepted(at: now)
        }
    }

    /// The service's word is taken for what the device ran when the process ended.
    private static func runningVersion(of device: Device, profile: FleetProfile) -> String {
        let known = device.firmwareVersion
        return switch outcome(ofUnconfirmedUpdateOf: device, profile: profile) {
        case .succeeds, .fallsSilent, .getsLost: known
        // It booted the old version again.
        case .fails, .fallsBack: device.reportedVersion ?? known
        case nil: known.isEmpty ? profile.factoryVersion(of: device.deviceUID) : known
        }
    }

    /// None where the device has spoken since it last flashed.
    private static func outcome(
        ofUnconfirmedUpdateOf device: Device, profile: FleetProfile
    ) -> DeviceTemperament.Outcome? {
        let known = device.firmwareVersion
        guard let reported = device.reportedVersion, !reported.isEmpty, reported != known, !known.isEmpty else {
            return nil
        }
        let traits = DeviceTraits(
            deviceUID: device.deviceUID, hardwareVersion: device.hardwareVersion, fromVersion: reported)
        return DeviceTemperament(of: traits, for: known, in: profile).outcome
    }
}

extension SimulatedDevice {
    private mutating func accepted(at now: Timestamp) -> DeviceOutcome? {
        switch activity {
        case .acknowledging(let attempt):
            return acknowledged(attempt, at: now)
        case .downloading(var attempt):
            attempt.reported()
            guard attempt.isDownloaded else {
                become(.downloading(attempt), after: pace.chunkInterval, at: now)
                return nil
            }
            return downloaded(attempt, at: now)
        case .flashing(let attempt):
            return flashed(attempt, at: now)
        case .rebooting(let attempt):
            return completed(attempt, at: now)
        case .failing(_, let reason):
            become(.idle, after: pollInterval, at: now)
            return .failed(reason: reason)
        case .idle, .silent, .lost:
            become(.idle, after: pollInterval, at: now)
            return nil
        }
    }

    private mutating func acknowledged(_ attempt: UpdateAttempt, at now: Timestamp) -> DeviceOutcome? {
        switch attempt.temperament {
        case .fallsSilent(.acknowledged):
            return fallSilent(attempt, .acknowledged, at: now)
        case .fails(let fault) where fault.point == .acknowledged:
            become(.failing(attempt, reason: fault.reason), after: preparation(attempt), at: now)
        case .succeeds, .fails, .fallsSilent, .fallsBack, .getsLost:
            become(.downloading(attempt), after: preparation(attempt), at: now)
        }
        return nil
    }

    private mutating func read(_ bytes: [UInt8], at now: Timestamp) -> DeviceOutcome? {
        guard case .downloading(var attempt) = activity else { return nil }
        attempt.read(bytes)
        switch attempt.temperament {
        case .fallsSilent(.downloading) where attempt.isPastTurningPoint:
            return fallSilent(attempt, .downloading, at: now)
        case .fails(let fault) where fault.point == .downloading && attempt.isPastTurningPoint:
            become(.failing(attempt, reason: fault.reason), after: pace.chunkInterval, at: now)
        case .succeeds, .fails, .fallsSilent, .fallsBack, .getsLost:
            if bytes.isEmpty, !attempt.isDownloaded {
                let reason = "download ended at byte \(attempt.bytesRead) of \(attempt.update.sizeBytes)"
                become(.failing(attempt, reason: reason), after: .zero, at: now)
            } else {
                become(.downloading(attempt), after: attempt.isReportDue ? .zero : pace.chunkInterval, at: now)
            }
        }
        return nil
    }

    private mutating func downloaded(_ attempt: UpdateAttempt, at now: Timestamp) -> DeviceOutcome? {
        let work = pace.duration(in: pace.flashing, at: attempt.slowness)
        guard attempt.isIntact else {
            become(.failing(attempt, reason: "downloaded bytes do not match the checksum"), after: .zero, at: now)
            return nil
        }
        if case .fails(let fault) = attempt.temperament, fault.point == .verifying || fault.point == .flashing {
            become(.failing(attempt, reason: fault.reason), after: work, at: now)
        } else {
            become(.flashing(attempt), after: work, at: now)
        }
        return nil
    }

    private mutating func flashed(_ attempt: UpdateAttempt, at now: Timestamp) -> DeviceOutcome? {
        let reboot = pace.duration(in: pace.reboot, at: attempt.slowness)
        switch attempt.temperament {
        case .fallsSilent(.flashed):
            return fallSilent(attempt, .flashed, at: now)
        case .fails(let fault) where fault.point == .booting:
            become(.failing(attempt, reason: fault.reason), after: reboot, at: now)
        case .succeeds, .fails, .fallsSilent, .fallsBack, .getsLost:
            become(.rebooting(attempt), after: reboot, at: now)
        }
        return nil
    }

    private mutating func completed(_ attempt: UpdateAttempt, at now: Timestamp) -> DeviceOutcome {
        if attempt.temperament == .getsLost {
            runningVersion = attempt.update.version
            loseIt()
            return .gotLost
        }
        let fellBack = attempt.temperament == .fallsBack
        if !fellBack { runningVersion = attempt.update.version }
        // The next check, soon, says what it really runs.
        become(.idle, after: preparation(attempt), at: now)
        return fellBack ? .fellBack : .completed
    }

    private mutating func refused(_ error: SlipwayError, at now: Timestamp) -> DeviceOutcome? {
        switch (activity, error) {
        case (_, .held):
            dueAt = now + pollInterval
            return nil
        case (.idle, _):
            // Unknown or inactive: a person has to act first.
            become(.idle, after: pollInterval * 4, at: now)
            return nil
        case (.rebooting, .checksumMismatch):
            become(.idle, after: pollInterval, at: now)
            return .failed(reason: error.message)
        case (.acknowledging, _), (.downloading, _), (.flashing, _), (.rebooting, _), (.failing, _), (.silent, _),
            (.lost, _):
            become(.idle, after: pollInterval, at: now)
            return .dropped(error)
        }
    }

    private mutating func fallSilent(_ attempt: UpdateAttempt, _ point: SilencePoint, at now: Timestamp)
        -> DeviceOutcome
    {
        activity = .silent(attempt, since: point)
        dueAt = pace.silence.map { now + $0 } ?? Timestamp(milliseconds: .max)
        return .fellSilent(point)
    }

    private mutating func loseIt() {
        activity = .lost
        dueAt = Timestamp(milliseconds: .max)
    }

    private mutating func wake(_ attempt: UpdateAttempt, silentSince point: SilencePoint) {
        wokenFor = attempt.update.version
        if point == .flashed { runningVersion = attempt.update.version }
        activity = .idle
    }

    private mutating func become(_ next: Activity, after delay: Duration, at now: Timestamp) {
        activity = next
        dueAt = now + delay
    }

    private func attempt(_ update: OfferedUpdate) -> UpdateAttempt {
        let traits = DeviceTraits(
            deviceUID: deviceUID, hardwareVersion: hardwareVersion, fromVersion: runningVersion)
        let temperament = DeviceTemperament(of: traits, for: update.version, in: profile)
        return UpdateAttempt(
            update, temperament: temperament, outcome: wokenFor == update.version ? .succeeds : nil)
    }

    private func downloadCall(_ attempt: UpdateAttempt) -> DeviceCall {
        let update = attempt.update
        if attempt.isReportDue {
            return .progress(update.session, percent: attempt.percent, bytes: attempt.bytesRead)
        }
        let chunk = Int64(pace.chunkSize(of: update.sizeBytes, slowness: attempt.slowness))
        let rest = max(0, update.sizeBytes - attempt.bytesRead)
        return .readBytes(update.session, offset: attempt.bytesRead, size: Int(min(chunk, rest)))
    }

    private func checksum(after attempt: UpdateAttempt) -> String {
        guard case .fails(let fault) = attempt.temperament, fault.point == .checksum else {
            return attempt.update.checksum
        }
        return String(attempt.update.checksum.reversed())
    }

    private func preparation(_ attempt: UpdateAttempt) -> Duration {
        pace.duration(in: pace.preparation, at: attempt.slowness)
    }
}
