import SlipwayCore

/// What is to be done next for a rollout, as it is at one moment: of one without a plan, only when it begins and ends.
enum RolloutTask: Equatable {
    /// Its start has come.
    case start
    /// To cancel what has not flashed: its end has come.
    case end
    /// To let no later device join: its end has come, and all that it has are done.
    case finish
    /// To let its devices update in the next window.
    case open(MaintenanceWindow)
    /// To let so many of its devices begin in a minute.
    case pace(joinsPerMinute: Int)
    case freeze
    /// To make a batch of the wave, of at most so many devices.
    case form(RolloutWave, count: Int)
    case move(RolloutWave, WaveEvent)
    /// To take away what still waits: it is being cancelled.
    case clear
    /// To take out the next excluded devices.
    case exclude(after: StandingExclusion.Cursor)
    /// To end it, of which nothing is left.
    case settle
    /// To prepare its way back: a gate has stopped it.
    case prepareRollback

    /// More batches than these do not wait to be started: a pause leaves no queue that others stand in.
    private static let maximumWaiting = 4

    /// - Returns: none where there is nothing to do at the moment.
    static func next(
        for rollout: Rollout, batchSize: Int, in reader: any RepositoryReader
    ) throws -> RolloutTask? {
        if let exclusion = excluding(rollout) { return exclusion }
        guard let targets = rollout.targets else { return try timed(rollout, in: reader) }
        if let task = try timed(rollout, in: reader) { return task }
        switch rollout.status {
        case .cancelling: return targets.hasMore ? .clear : rollout.counters.open == 0 ? .settle : nil
        case .pending, .inProgress: break
        case .paused: return rollout.isRollbackDue ? .prepareRollback : nil
        case .draft, .scheduled, .cancelled, .completed, .failed: return nil
        }
        guard targets.isFrozen || targets.takesLater else {
            return try settling(rollout, targets, batchSize: batchSize, in: reader)
        }
        if let task = try pacing(rollout, in: reader) { return task }
        if !targets.hasMore, rollout.counters.open == 0 { return .settle }
        if let task = try conducting(rollout, targets, batchSize: batchSize, in: reader) { return task }
        let isLookDue = targets.nextWalkAt.map { $0 <= reader.now } ?? true
        return targets.takesLater && isLookDue ? .freeze : nil
    }

    /// What the wave asks for whose turn it is.
    private static func conducting(
        _ rollout: Rollout, _ targets: RolloutTargets, batchSize: Int, in reader: any RepositoryReader
    ) throws -> RolloutTask? {
        let waves = try reader.waves(of: rollout.id)
        guard let wave = waves.first(where: { !$0.state.isOver }) else { return nil }
        switch wave.state {
        case .planned: return .move(wave, .opened)
        case .opening:
            // Devices that do not exist any more make room for those after them: a canary keeps its size.
            let formed = waves.reduce(0) { $0 + $1.formed }
            let count = min(wave.sizeTo - formed, targets.left, batchSize)
            if count <= 0 { return .move(wave, .formed) }
            return try hasRoom(rollout, in: reader) ? .form(wave, count: count) : nil
        case .open, .soaking, .awaiting: return try judging(wave, of: rollout, in: reader)
        case .passed, .skipped: return nil
        }
    }

    /// What its schedule and its windows ask for, whatever else there is to do.
    private static func timed(_ rollout: Rollout, in reader: any RepositoryReader) throws -> RolloutTask? {
        switch rollout.status {
        case .cancelling, .cancelled, .completed, .failed: return nil
        case .draft, .scheduled, .pending, .inProgress, .paused: break
        }
        let (schedule, now) = (rollout.schedule, reader.now)
        if schedule.isEndDue(at: now) { return isOpenForLaterAlone(rollout) ? .finish : .end }
        if rollout.status == .scheduled, schedule.isStartDue(at: now) { return .start }
        guard let window = schedule.window, window.closesAt <= now,
            let plan = try reader.plan(of: rollout.id)?.plan.plan
        else { return nil }
        let from = max(now, schedule.startAt ?? now)
        return MaintenanceWindows(of: plan)?.window(at: from, until: schedule.endAt).map { .open($0) }
    }

    /// What may begin in a minute follows from what is verified; a process that dies leaves it to the next.
    private static func pacing(_ rollout: Rollout, in reader: any RepositoryReader) throws -> RolloutTask? {
        guard let present = rollout.joinsPerMinute, let pace = try reader.plan(of: rollout.id)?.plan.plan.pace
        else { return nil }
        let rate = pace.rate(verified: rollout.counters.verified)
        return rate == present ? nil : .pace(joinsPerMinute: rate)
    }

    /// Whether nothing of it is left to be done but to wait for later devices.
    private static func isOpenForLaterAlone(_ rollout: Rollout) -> Bool {
        guard let targets = rollout.targets, targets.takesLater else { return false }
        return targets.left == 0 && rollout.counters.open == 0
    }

    private static func hasRoom(_ rollout: Rollout, in reader: any RepositoryReader) throws -> Bool {
        try reader.batches(of: rollout.id, in: [.pending], limit: maximumWaiting).count < maximumWaiting
    }

    /// It comes before every batch to be formed, and a pause does not keep it waiting.
    private static func excluding(_ rollout: Rollout) -> RolloutTask? {
        switch rollout.status {
        case .pending, .inProgress, .paused: rollout.exclusion?.cursor.map { .exclude(after: $0) }
        case .draft, .scheduled, .cancelling, .cancelled, .completed, .failed: nil
        }
    }

    /// What is found of devices that are brought back goes at once: others may be on their way to the release for long.
    private static func settling(
        _ rollout: Rollout, _ targets: RolloutTargets, batchSize: Int, in reader: any RepositoryReader
    ) throws -> RolloutTask? {
        guard let rolledBack = rollout.origin?.rolledBack else { return .freeze }
        let wave = try reader.waves(of: rollout.id).first
        if let wave, wave.state == .opening, targets.left > 0 {
            return try hasRoom(rollout, in: reader) ? .form(wave, count: min(targets.left, batchSize)) : nil
        }
        guard let next = targets.nextWalkAt, reader.now < next else { return .freeze }
        return try reader.underWay(of: rolledBack) == 0 ? .freeze : nil
    }

    private static func judging(
        _ wave: RolloutWave, of rollout: Rollout, in reader: any RepositoryReader
    ) throws -> RolloutTask? {
        guard let plan = try reader.plan(of: rollout.id)?.plan.plan else { return nil }
        let presence = try reader.servicePresence()
        // While no server hears the devices, nothing is known of them.
        guard presence?.isCurrent(at: reader.now) != false else { return nil }
        let event = wave.event(
            by: try reader.counters(of: wave.id), under: plan.advance, since: [presence?.since, rollout.resumedAt],
            now: reader.now)
        return event.map { .move(wave, $0) }
    }

    /// Where its release was deprecated since, it stands still at once.
    private static func start(
        _ rollout: Rollout, by actor: Principal, in transaction: any RepositoryTransaction
    ) throws {
        let release = try transaction.release(rollout.firmwareID)
        // What moves with the rollout is held before it.
        let batch = try transaction.onlyBatch(of: rollout.id).flatMap { try transaction.batch($0) }
        guard let begun = try transaction.lockedRollout(rollout.id) else { return }
        try RolloutService.move(
            begun, to: try begun.status(after: .startDue), recording: .rolloutStarted, reason: "", by: actor,
            in: transaction)
        // Its devices may all be over by then.
        if batch?.status.isFinal == true {
            return try RolloutSettlement.judge(rollout.id, after: .settled, by: actor, in: transaction)
        }
        guard let release, release.releaseStatus == .deprecated, let held = try transaction.lockedRollout(rollout.id),
            held.status == .pending
        else { return }
        let reason = "firmware \(release.version) was deprecated"
        if let batch { return try BatchStop(actor: actor).pause(batch, reason: reason, in: transaction) }
        try RolloutService.move(
            held, to: try held.status(after: .paused), recording: .rolloutPaused, reason: reason, by: actor,
            in: transaction)
    }

    /// Of one batch everything goes on with the batch.
    private static func end(
        _ rollout: Rollout, by actor: Principal, in transaction: any RepositoryTransaction
    ) throws {
        let reason = "its end came, at \(rollout.schedule.endAt ?? transaction.now)"
        guard let only = try transaction.onlyBatch(of: rollout.id), let batch = try transaction.batch(only),
            !batch.status.isFinal
        else {
            return try RolloutService.announceCancelling(
                rollout.id, after: .endDue, reason: reason, by: actor, in: transaction)
        }
        try BatchStop(actor: actor).cancel(batch, reason: reason, in: transaction)
    }

    /// In a transaction that holds the rollout by name, and in which it is what is due.
    func carryOut(on rollout: Rollout, by actor: Principal, in transaction: any RepositoryTransaction) throws {
        switch self {
        case .start: try Self.start(rollout, by: actor, in: transaction)
        case .end: try Self.end(rollout, by: actor, in: transaction)
        case .finish:
            guard let held = try transaction.lockedRollout(rollout.id) else { return }
            try RolloutService.finish(held, by: actor, in: transaction)
        case .open(let window): try transaction.setWindow(of: rollout.id, to: window)
        case .pace(let joins):
            try transaction.setPace(
                of: rollout.id, maximumInFlight: rollout.maximumInFlight, joinsPerMinute: joins)
        case .freeze:
            try RolloutFreezing(of: rollout, in: transaction).step(by: actor, in: transaction)
        case .form(let wave, let count):
            guard let formed = try transaction.formBatch(of: wave.id, limit: count) else {
                throw SlipwayError.unknownValue
            }
            if let batch = formed.batch {
                try transaction.append([
                    NewEvent(
                        .batchCreated, by: actor, on: EventSubject(of: batch),
                        detail: "\(batch.name): \(batch.counters.total) devices of wave \(wave.id.number)")
                ])
            }
            if formed.vanished > 0 { try transaction.exclude([.deviceUnknown: formed.vanished], from: rollout.id) }
            try transaction.noteTaken(formed.taken, from: rollout.id)
        case .exclude(let cursor):
            try ExclusionStep(of: rollout, by: actor).carryOut(after: cursor, in: transaction)
        case .move(let wave, let event):
            try WaveMove(of: rollout, by: actor).carryOut(event, of: wave, in: transaction)
        case .clear:
            let taken = try transaction.removeTargets(of: rollout.id, limit: RolloutFreezing.stretch)
            try transaction.noteTaken(taken, from: rollout.id)
            guard taken < RolloutFreezing.stretch else { return }
            try transaction.noteFreeze(of: rollout.id, adding: 0, upTo: nil)
            try RolloutSettlement.judge(rollout.id, after: .settled, by: actor, in: transaction)
        // It is looked for before anything is held, by the service.
        case .prepareRollback: break
        case .settle:
            try RolloutSettlement.judge(rollout.id, after: .settled, by: actor, in: transaction)
        }
    }
}
