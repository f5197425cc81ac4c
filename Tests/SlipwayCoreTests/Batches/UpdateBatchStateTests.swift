import SlipwayCore
import Testing

@Suite struct UpdateBatchStateTests {
    @Test(arguments: table) func `every event in every state does what the table says`(row: Row) {
        let refusal = SlipwayError.illegalBatchTransition(from: row.state, event: row.event.rawValue)
        for (index, counters) in Self.situations.enumerated() {
            let found = Result { () throws(SlipwayError) in try row.state.after(row.event, counters: counters) }
            #expect(found == row.expected.map { .success($0[index]) } ?? .failure(refusal))
        }
        #expect(refusal.code == "BATCH_003")
    }

    @Test func `the table names every pair of state and event once`() {
        let pairs = Set(Self.table.map { [$0.state.rawValue, $0.event.rawValue] })
        #expect(pairs.count == Self.table.count)
        #expect(pairs.count == UpdateBatchState.allCases.count * UpdateBatchEvent.allCases.count)
    }

    @Test func `cancelled, completed and failed are final`() {
        #expect(UpdateBatchState.ended == [.cancelled, .completed, .failed])
    }

    @Test func `devices are initiated while a batch is pending or in progress`() {
        #expect(UpdateBatchState.startable == [.pending, .inProgress])
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let state: UpdateBatchState
        let event: UpdateBatchEvent
        /// With pending devices left, with initiated ones, with all final and some succeeded, and none; none: refused.
        let expected: [UpdateBatchState]?

        init(
            _ state: UpdateBatchState, _ event: UpdateBatchEvent, _ pendingLeft: UpdateBatchState,
            _ initiatedLeft: UpdateBatchState, _ someSucceeded: UpdateBatchState, _ noneSucceeded: UpdateBatchState
        ) {
            self.state = state
            self.event = event
            expected = [pendingLeft, initiatedLeft, someSucceeded, noneSucceeded]
        }

        init(refusing event: UpdateBatchEvent, in state: UpdateBatchState) {
            self.state = state
            self.event = event
            expected = nil
        }

        var testDescription: String { "\(event) while \(state)" }
    }

    private static let situations = [
        BatchCounters.of(pending: 1, initiated: 1, succeeded: 1, failed: 1),
        BatchCounters.of(initiated: 1, succeeded: 1, failed: 1),
        BatchCounters.of(succeeded: 1, failed: 3), BatchCounters.of(failed: 4),
    ]

    static let table: [Row] = [
        Row(.pending, .started, .inProgress, .inProgress, .inProgress, .inProgress),
        Row(.inProgress, .started, .inProgress, .inProgress, .inProgress, .inProgress),
        Row(refusing: .started, in: .paused),
        Row(refusing: .started, in: .cancelling),
        Row(refusing: .started, in: .cancelled),
        Row(refusing: .started, in: .completed),
        Row(refusing: .started, in: .failed),

        Row(.pending, .paused, .paused, .paused, .paused, .paused),
        Row(.inProgress, .paused, .paused, .paused, .paused, .paused),
        Row(.paused, .paused, .paused, .paused, .paused, .paused),
        Row(refusing: .paused, in: .cancelling),
        Row(refusing: .paused, in: .cancelled),
        Row(refusing: .paused, in: .completed),
        Row(refusing: .paused, in: .failed),

        Row(.pending, .resumed, .pending, .pending, .pending, .pending),
        Row(.inProgress, .resumed, .inProgress, .inProgress, .inProgress, .inProgress),
        Row(.paused, .resumed, .pending, .inProgress, .inProgress, .inProgress),
        Row(refusing: .resumed, in: .cancelling),
        Row(refusing: .resumed, in: .cancelled),
        Row(refusing: .resumed, in: .completed),
        Row(refusing: .resumed, in: .failed),

        Row(.pending, .cancelled, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.inProgress, .cancelled, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.paused, .cancelled, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.cancelling, .cancelled, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.cancelled, .cancelled, .cancelled, .cancelled, .cancelled, .cancelled),
        Row(refusing: .cancelled, in: .completed),
        Row(refusing: .cancelled, in: .failed),

        Row(.pending, .settled, .pending, .pending, .completed, .failed),
        Row(.inProgress, .settled, .inProgress, .inProgress, .completed, .failed),
        Row(.paused, .settled, .paused, .paused, .completed, .failed),
        Row(.cancelling, .settled, .cancelling, .cancelling, .cancelled, .cancelled),
        Row(.cancelled, .settled, .cancelled, .cancelled, .cancelled, .cancelled),
        Row(.completed, .settled, .completed, .completed, .completed, .completed),
        Row(.failed, .settled, .failed, .failed, .failed, .failed),
    ]
}
