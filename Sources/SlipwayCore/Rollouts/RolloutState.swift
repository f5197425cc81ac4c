/// How far a rollout is.
///
/// `scheduled → pending → in_progress → completed | failed`, `scheduled, pending, in_progress ⇄ paused`,
/// `pending, in_progress, paused → cancelling → cancelled`. One that a second person has to approve begins as a draft:
/// `draft → scheduled → pending`, and an edit makes a scheduled one a draft again; `draft, scheduled → cancelled`.
package enum RolloutState: String, CaseIterable, Hashable, Sendable, Codable {
    case draft
    case scheduled
    case pending
    case inProgress = "in_progress"
    case paused
    case cancelling
    case cancelled
    case completed
    case failed

    package var isFinal: Bool {
        switch self {
        case .draft, .scheduled, .pending, .inProgress, .paused, .cancelling: false
        case .cancelled, .completed, .failed: true
        }
    }

    /// Whether its batches may be started.
    package var startsBatches: Bool {
        switch self {
        case .pending, .inProgress: true
        case .draft, .scheduled, .paused, .cancelling, .cancelled, .completed, .failed: false
        }
    }

    /// Those in which a rollout with a plan moves on by itself.
    package static let conducted: [RolloutState] = [.scheduled, .pending, .inProgress, .cancelling]

    /// Those in which it does so only where it has an end, or windows.
    package static let timed: [RolloutState] = [.draft, .paused]

    /// Those that are not final, in the order of the declaration, as all these lists.
    package static let open = allCases.filter { !$0.isFinal }
    package static let ended = allCases.filter(\.isFinal)
    package static let startingBatches = allCases.filter(\.startsBatches)

    /// The whole state machine, and the only place that throws an illegal transition.
    ///
    /// - Parameters:
    ///   - counters: of all its batches together, after what happened to their devices.
    ///   - targets: what is in no batch yet; none where it has no plan.
    ///   - isSubmitted: whether its approval was asked for since it was edited last.
    ///   - isToStart: whether it was scheduled, and its start has not come.
    /// - Returns: the next state; the same one where nothing changes.
    /// - Throws: ROLLOUT_002 where the event is illegal here.
    package func after(
        _ event: RolloutEvent, counters: BatchCounters, targets: RolloutTargets? = nil, isSubmitted: Bool = false,
        isToStart: Bool = false
    ) throws(SlipwayError) -> RolloutState {
        let isDone = counters.open == 0 && targets?.hasMore != true
        let isDynamic = targets?.joinedLater != nil
        return switch (self, event) {
        case (.draft, .edited), (.scheduled, .edited): .draft
        // Their pace, and stricter gates.
        case (.inProgress, .edited), (.paused, .edited): self
        case (.pending, .edited), (.cancelling, .edited), (.cancelled, .edited), (.completed, .edited),
            (.failed, .edited):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.draft, .submitted), (.scheduled, .submitted): self
        case (.pending, .submitted), (.inProgress, .submitted), (.paused, .submitted), (.cancelling, .submitted),
            (.cancelled, .submitted), (.completed, .submitted), (.failed, .submitted):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.draft, .approved) where isSubmitted: .scheduled
        case (.scheduled, .approved): .scheduled
        case (.draft, .approved), (.pending, .approved), (.inProgress, .approved), (.paused, .approved),
            (.cancelling, .approved), (.cancelled, .approved), (.completed, .approved), (.failed, .approved):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.draft, .denied), (.scheduled, .denied): Self.endUnbegun(targets)
        case (.pending, .denied), (.inProgress, .denied), (.paused, .denied), (.cancelling, .denied),
            (.cancelled, .denied), (.completed, .denied), (.failed, .denied):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.scheduled, .startDue): .pending
        // It was edited or stopped meanwhile, or has begun already.
        case (.draft, .startDue), (.pending, .startDue), (.inProgress, .startDue), (.paused, .startDue),
            (.cancelling, .startDue), (.cancelled, .startDue), (.completed, .startDue), (.failed, .startDue):
            self

        case (.pending, .frozen): isDone ? Self.end(counters) : .inProgress
        // Devices that are listed are settled with its creation.
        case (.scheduled, .frozen), (.paused, .frozen), (.cancelling, .frozen): self
        case (.draft, .frozen), (.inProgress, .frozen), (.cancelled, .frozen),
            (.completed, .frozen), (.failed, .frozen):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.pending, .started), (.inProgress, .started): .inProgress
        // It was stopped while the batch was being started; the sessions are held, or cancelled with their batch.
        case (.paused, .started), (.cancelling, .started): self
        case (.draft, .started), (.scheduled, .started), (.cancelled, .started), (.completed, .started),
            (.failed, .started):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.scheduled, .paused), (.pending, .paused), (.inProgress, .paused), (.paused, .paused): .paused
        case (.draft, .paused), (.cancelling, .paused), (.cancelled, .paused),
            (.completed, .paused), (.failed, .paused):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.pending, .gateBroken), (.inProgress, .gateBroken), (.pending, .drifted), (.inProgress, .drifted):
            .paused
        // It stands still, or is over.
        case (.draft, .gateBroken), (.scheduled, .gateBroken), (.paused, .gateBroken), (.cancelling, .gateBroken),
            (.cancelled, .gateBroken), (.completed, .gateBroken), (.failed, .gateBroken),
            (.draft, .drifted), (.scheduled, .drifted), (.paused, .drifted), (.cancelling, .drifted),
            (.cancelled, .drifted), (.completed, .drifted), (.failed, .drifted):
            self

        case (.paused, .resumed) where isToStart: .scheduled
        case (.paused, .resumed): targets?.hasWaves ?? counters.hasBegun ? .inProgress : .pending
        case (.scheduled, .resumed), (.pending, .resumed), (.inProgress, .resumed): self
        case (.draft, .resumed), (.cancelling, .resumed), (.cancelled, .resumed),
            (.completed, .resumed), (.failed, .resumed):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.pending, .cancelled), (.inProgress, .cancelled), (.paused, .cancelled), (.cancelling, .cancelled):
            isDone ? .cancelled : .cancelling
        case (.draft, .cancelled), (.scheduled, .cancelled): Self.endUnbegun(targets)
        case (.cancelled, .cancelled): .cancelled
        case (.completed, .cancelled), (.failed, .cancelled):
            throw .illegalRolloutTransition(from: self, event: event.rawValue)

        case (.pending, .settled): isDone ? Self.end(counters) : counters.hasBegun ? .inProgress : .pending
        case (.inProgress, .settled), (.paused, .settled): isDone ? Self.end(counters) : self
        case (.cancelling, .settled): isDone ? .cancelled : .cancelling
        case (.draft, .settled), (.scheduled, .settled), (.cancelled, .settled), (.completed, .settled),
            (.failed, .settled):
            self

        case (.inProgress, .finished) where isDynamic, (.paused, .finished) where isDynamic: self
        // A repeat changes nothing.
        case (.completed, .finished) where isDynamic, (.failed, .finished) where isDynamic: self
        case (.draft, .finished), (.scheduled, .finished), (.pending, .finished), (.inProgress, .finished),
            (.paused, .finished), (.cancelling, .finished), (.cancelled, .finished), (.completed, .finished),
            (.failed, .finished):
            throw .illegalRolloutTransition(from: self, event: "finished: no later devices join it")

        case (.draft, .endDue), (.scheduled, .endDue): Self.endUnbegun(targets)
        case (.pending, .endDue), (.inProgress, .endDue), (.paused, .endDue): isDone ? .cancelled : .cancelling
        case (.cancelling, .endDue), (.cancelled, .endDue), (.completed, .endDue), (.failed, .endDue): self
        }
    }

    /// Nothing of it has begun: what may be left are devices that were listed, which a server takes away.
    private static func endUnbegun(_ targets: RolloutTargets?) -> RolloutState {
        targets.map { $0.left > 0 } == true ? .cancelling : .cancelled
    }

    private static func end(_ counters: BatchCounters) -> RolloutState { counters.succeeded > 0 ? .completed : .failed }
}

/// What can happen to a rollout.
package enum RolloutEvent: String, CaseIterable, Hashable, Sendable {
    case edited
    /// Its approval was asked for.
    case submitted
    case approved
    case denied
    /// It is settled which devices take part; of a rollout with a plan.
    case frozen
    /// A worker initiated the pending devices of one of its batches.
    case started
    case paused
    /// A bad device was one too many for its wave.
    case gateBroken = "gate_broken"
    /// It came to other devices than were approved.
    case drifted
    case resumed
    case cancelled
    /// No later device joins it any more.
    case finished
    /// One of its batches ended, or the last devices that waited for their wave are gone.
    case settled
    /// The start of its schedule has come.
    case startDue = "start_due"
    /// The end of its schedule has come.
    case endDue = "end_due"
}

extension RolloutTargets {
    fileprivate var hasWaves: Bool { isFrozen || takesLater }
}

extension BatchCounters {
    /// Whether a device has left the queue, wherever it went.
    fileprivate var hasBegun: Bool { pending < total }
}
