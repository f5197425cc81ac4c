import SlipwayCore
import Testing

@Suite struct RolloutStateTests {
    @Test(arguments: table) func `every event in every state does what the table says`(row: Row) {
        let event = row.event == .finished ? "finished: no later devices join it" : row.event.rawValue
        let refusal = SlipwayError.illegalRolloutTransition(from: row.state, event: event)
        for (index, counters) in Self.situations.enumerated() {
            let found = Result { () throws(SlipwayError) in try row.state.after(row.event, counters: counters) }
            #expect(found == row.expected.map { .success($0[index]) } ?? .failure(refusal))
        }
        #expect(refusal.code == "ROLLOUT_002")
    }

    @Test func `the table names every pair of state and event once`() {
        let pairs = Set(Self.table.map { [$0.state.rawValue, $0.event.rawValue] })
        #expect(pairs.count == Self.table.count)
        #expect(pairs.count == RolloutState.allCases.count * RolloutEvent.allCases.count)
    }

    @Test func `cancelled, completed and failed are final, and all others open`() {
        #expect(RolloutState.ended == [.cancelled, .completed, .failed])
        #expect(RolloutState.open == [.draft, .scheduled, .pending, .inProgress, .paused, .cancelling])
    }

    @Test(arguments: [
        RolloutTargets(isFrozen: false, total: 9, left: 9), RolloutTargets(isFrozen: true, total: 9, left: 1),
    ])
    func `a rollout whose devices are not all in batches does not end with its batches`(targets: RolloutTargets) throws
    {
        let ended = BatchCounters.of(succeeded: 1)
        for state in [RolloutState.pending, .inProgress, .paused] {
            #expect(
                try state.after(.settled, counters: ended, targets: targets)
                    == (state == .pending ? .inProgress : state))
            #expect(try state.after(.cancelled, counters: ended, targets: targets) == .cancelling)
        }
        #expect(try RolloutState.cancelling.after(.settled, counters: ended, targets: targets) == .cancelling)
        #expect(try RolloutState.pending.after(.frozen, counters: BatchCounters(), targets: targets) == .inProgress)
    }

    @Test func `a rollout with a plan goes on where it was: before or after its devices were settled`() throws {
        for isFrozen in [false, true] {
            let targets = RolloutTargets(isFrozen: isFrozen, total: 9, left: 9)
            #expect(
                try RolloutState.paused.after(.resumed, counters: BatchCounters(), targets: targets)
                    == (isFrozen ? .inProgress : .pending))
        }
    }

    @Test func `a rollout whose start is still to come goes on as scheduled, whether its devices are listed or not`()
        throws
    {
        for isFrozen in [false, true] {
            let targets = RolloutTargets(isFrozen: isFrozen, total: 9, left: 9)
            #expect(
                try RolloutState.paused.after(
                    .resumed, counters: BatchCounters(), targets: targets, isToStart: true) == .scheduled)
        }
    }

    @Test func `a rollout that takes later devices stays open until it is finished, and goes on where it was`() throws {
        let ended = BatchCounters.of(succeeded: 1)
        let open = RolloutTargets(isFrozen: false, total: 1, left: 0, joinedLater: 0)
        #expect(try RolloutState.inProgress.after(.settled, counters: ended, targets: open) == .inProgress)
        #expect(try RolloutState.paused.after(.resumed, counters: ended, targets: open) == .inProgress)
        for state in [RolloutState.inProgress, .paused] {
            #expect(try state.after(.finished, counters: ended, targets: open) == state)
        }
        let finished = RolloutTargets(isFrozen: true, total: 1, left: 0, joinedLater: 0)
        #expect(try RolloutState.inProgress.after(.settled, counters: ended, targets: finished) == .completed)
        #expect(try RolloutState.completed.after(.finished, counters: ended, targets: finished) == .completed)
        #expect(throws: SlipwayError.self) {
            try RolloutState.cancelling.after(.finished, counters: ended, targets: open)
        }
    }

    @Test func `a draft is approved only once its approval was asked for`() throws {
        for state in RolloutState.allCases where state != .draft {
            let unsubmitted = Result { () throws(SlipwayError) in
                try state.after(.approved, counters: BatchCounters())
            }
            let submitted = Result { () throws(SlipwayError) in
                try state.after(.approved, counters: BatchCounters(), isSubmitted: true)
            }
            #expect(submitted == unsubmitted)
        }
        #expect(try RolloutState.draft.after(.approved, counters: BatchCounters(), isSubmitted: true) == .scheduled)
    }

    @Test func `a draft that lists its devices ends once these are taken away`() throws {
        for state in [RolloutState.draft, .scheduled] {
            for event in [RolloutEvent.cancelled, .denied, .endDue] {
                for left in [0, 9] {
                    let targets = RolloutTargets(isFrozen: false, total: left, left: left)
                    let next = try state.after(event, counters: BatchCounters(), targets: targets)
                    #expect(next == (left > 0 ? .cancelling : .cancelled))
                }
            }
        }
    }

    @Test func `a rollout without any device fails once that is settled`() throws {
        let nothing = RolloutTargets(isFrozen: true, total: 0, left: 0)
        #expect(try RolloutState.pending.after(.frozen, counters: BatchCounters(), targets: nothing) == .failed)
    }

    @Test func `only a rollout that is not stopped starts batches`() {
        #expect(RolloutState.startingBatches == [.pending, .inProgress])
    }

    @Test func `a rollout of one batch goes through the states of its batch`() throws {
        // Those in which a batch can be: its devices wait together, and are started together.
        let states: [UpdateBatchState] = [.pending, .inProgress, .paused, .cancelling]
        for (index, counters) in Self.situations.enumerated() where index != 1 {
            for state in states where state != .pending || index == 0 {
                let rollout = try #require(RolloutState(rawValue: state.rawValue))
                for event in UpdateBatchEvent.allCases {
                    guard let next = try? state.after(event, counters: counters) else { continue }
                    let rolloutEvent = try #require(RolloutEvent(rawValue: event.rawValue))
                    #expect(try rollout.after(rolloutEvent, counters: counters).rawValue == next.rawValue)
                }
            }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let state: RolloutState
        let event: RolloutEvent
        /// In each of the situations; none: refused.
        let expected: [RolloutState]?

        init(
            _ state: RolloutState, _ event: RolloutEvent, _ nothingBegun: RolloutState, _ partlyBegun: RolloutState,
            _ allBegun: RolloutState, _ someSucceeded: RolloutState, _ noneSucceeded: RolloutState
        ) {
            self.state = state
            self.event = event
            expected = [nothingBegun, partlyBegun, allBegun, someSucceeded, noneSucceeded]
        }

        init(always state: RolloutState, _ event: RolloutEvent, _ next: RolloutState) {
            self.init(state, event, next, next, next, next, next)
        }

        init(refusing event: RolloutEvent, in state: RolloutState) {
            self.state = state
            self.event = event
            expected = nil
        }

        var testDescription: String { "\(event) while \(state)" }
    }

    /// All devices pending, some, none; then all final with some succeeded, and with none.
    private static let situations = [
        BatchCounters.of(pending: 5), BatchCounters.of(pending: 1, initiated: 1, succeeded: 1, failed: 1),
        BatchCounters.of(initiated: 1, succeeded: 1, failed: 1), BatchCounters.of(succeeded: 1, failed: 3),
        BatchCounters.of(failed: 4),
    ]

    static let table: [Row] = [
        Row(always: .draft, .edited, .draft),
        Row(always: .scheduled, .edited, .draft),
        Row(refusing: .edited, in: .pending),
        Row(always: .inProgress, .edited, .inProgress),
        Row(always: .paused, .edited, .paused),
        Row(refusing: .edited, in: .cancelling),
        Row(refusing: .edited, in: .cancelled),
        Row(refusing: .edited, in: .completed),
        Row(refusing: .edited, in: .failed),

        Row(always: .draft, .submitted, .draft),
        Row(always: .scheduled, .submitted, .scheduled),
        Row(refusing: .submitted, in: .pending),
        Row(refusing: .submitted, in: .inProgress),
        Row(refusing: .submitted, in: .paused),
        Row(refusing: .submitted, in: .cancelling),
        Row(refusing: .submitted, in: .cancelled),
        Row(refusing: .submitted, in: .completed),
        Row(refusing: .submitted, in: .failed),

        Row(refusing: .approved, in: .draft),
        Row(always: .scheduled, .approved, .scheduled),
        Row(refusing: .approved, in: .pending),
        Row(refusing: .approved, in: .inProgress),
        Row(refusing: .approved, in: .paused),
        Row(refusing: .approved, in: .cancelling),
        Row(refusing: .approved, in: .cancelled),
        Row(refusing: .approved, in: .completed),
        Row(refusing: .approved, in: .failed),

        Row(always: .draft, .denied, .cancelled),
        Row(always: .scheduled, .denied, .cancelled),
        Row(refusing: .denied, in: .pending),
        Row(refusing: .denied, in: .inProgress),
        Row(refusing: .denied, in: .paused),
        Row(refusing: .denied, in: .cancelling),
        Row(refusing: .denied, in: .cancelled),
        Row(refusing: .denied, in: .completed),
        Row(refusing: .denied, in: .failed),

        Row(always: .draft, .startDue, .draft),
        Row(always: .scheduled, .startDue, .pending),
        Row(always: .pending, .startDue, .pending),
        Row(always: .inProgress, .startDue, .inProgress),
        Row(always: .paused, .startDue, .paused),
        Row(always: .cancelling, .startDue, .cancelling),
        Row(always: .cancelled, .startDue, .cancelled),
        Row(always: .completed, .startDue, .completed),
        Row(always: .failed, .startDue, .failed),

        Row(always: .draft, .drifted, .draft),
        Row(always: .scheduled, .drifted, .scheduled),
        Row(always: .pending, .drifted, .paused),
        Row(always: .inProgress, .drifted, .paused),
        Row(always: .paused, .drifted, .paused),
        Row(always: .cancelling, .drifted, .cancelling),
        Row(always: .cancelled, .drifted, .cancelled),
        Row(always: .completed, .drifted, .completed),
        Row(always: .failed, .drifted, .failed),

        Row(refusing: .frozen, in: .draft),
        Row(always: .scheduled, .frozen, .scheduled),
        Row(.pending, .frozen, .inProgress, .inProgress, .inProgress, .completed, .failed),
        Row(refusing: .frozen, in: .inProgress),
        Row(always: .paused, .frozen, .paused),
        Row(always: .cancelling, .frozen, .cancelling),
        Row(refusing: .frozen, in: .cancelled),
        Row(refusing: .frozen, in: .completed),
        Row(refusing: .frozen, in: .failed),

        Row(refusing: .started, in: .draft),
        Row(refusing: .started, in: .scheduled),
        Row(always: .pending, .started, .inProgress),
        Row(always: .inProgress, .started, .inProgress),
        Row(always: .paused, .started, .paused),
        Row(always: .cancelling, .started, .cancelling),
        Row(refusing: .started, in: .cancelled),
        Row(refusing: .started, in: .completed),
        Row(refusing: .started, in: .failed),

        Row(refusing: .paused, in: .draft),
        Row(always: .scheduled, .paused, .paused),
        Row(always: .pending, .paused, .paused),
        Row(always: .inProgress, .paused, .paused),
        Row(always: .paused, .paused, .paused),
        Row(refusing: .paused, in: .cancelling),
        Row(refusing: .paused, in: .cancelled),
        Row(refusing: .paused, in: .completed),
        Row(refusing: .paused, in: .failed),

        Row(always: .draft, .gateBroken, .draft),
        Row(always: .scheduled, .gateBroken, .scheduled),
        Row(always: .pending, .gateBroken, .paused),
        Row(always: .inProgress, .gateBroken, .paused),
        Row(always: .paused, .gateBroken, .paused),
        Row(always: .cancelling, .gateBroken, .cancelling),
        Row(always: .cancelled, .gateBroken, .cancelled),
        Row(always: .completed, .gateBroken, .completed),
        Row(always: .failed, .gateBroken, .failed),

        Row(refusing: .resumed, in: .draft),
        Row(always: .scheduled, .resumed, .scheduled),
        Row(always: .pending, .resumed, .pending),
        Row(always: .inProgress, .resumed, .inProgress),
        Row(.paused, .resumed, .pending, .inProgress, .inProgress, .inProgress, .inProgress),
        Row(refusing: .resumed, in: .cancelling),
        Row(refusing: .resumed, in: .cancelled),
        Row(refusing: .resumed, in: .completed),
        Row(refusing: .resumed, in: .failed),

        Row(always: .draft, .cancelled, .cancelled),
        Row(always: .scheduled, .cancelled, .cancelled),
        Row(.pending, .cancelled, .cancelling, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.inProgress, .cancelled, .cancelling, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.paused, .cancelled, .cancelling, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.cancelling, .cancelled, .cancelling, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(always: .cancelled, .cancelled, .cancelled),
        Row(refusing: .cancelled, in: .completed),
        Row(refusing: .cancelled, in: .failed),

        Row(always: .draft, .settled, .draft),
        Row(always: .scheduled, .settled, .scheduled),
        Row(.pending, .settled, .pending, .inProgress, .inProgress, .completed, .failed),
        Row(.inProgress, .settled, .inProgress, .inProgress, .inProgress, .completed, .failed),
        Row(.paused, .settled, .paused, .paused, .paused, .completed, .failed),
        Row(.cancelling, .settled, .cancelling, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(always: .cancelled, .settled, .cancelled),
        Row(always: .completed, .settled, .completed),
        Row(always: .failed, .settled, .failed),

        Row(refusing: .finished, in: .draft),
        Row(refusing: .finished, in: .scheduled),
        Row(refusing: .finished, in: .pending),
        Row(refusing: .finished, in: .inProgress),
        Row(refusing: .finished, in: .paused),
        Row(refusing: .finished, in: .cancelling),
        Row(refusing: .finished, in: .cancelled),
        Row(refusing: .finished, in: .completed),
        Row(refusing: .finished, in: .failed),

        Row(always: .draft, .endDue, .cancelled),
        Row(always: .scheduled, .endDue, .cancelled),
        Row(.pending, .endDue, .cancelling, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.inProgress, .endDue, .cancelling, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.paused, .endDue, .cancelling, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(always: .cancelling, .endDue, .cancelling),
        Row(always: .cancelled, .endDue, .cancelled),
        Row(always: .completed, .endDue, .completed),
        Row(always: .failed, .endDue, .failed),
    ]
}
