import SlipwayCore
import Testing

@Suite struct UpdateSessionStateTests {
    @Test(arguments: table) func `every event in every state does what the table says`(row: Row) {
        #expect(Expectation { () throws(SlipwayError) in try row.state.after(row.event) } == row.expected)
    }

    @Test func `the table names every pair of state and event once`() {
        let pairs = Set(Self.table.map { [$0.state.rawValue, $0.event.rawValue] })
        #expect(pairs.count == Self.table.count)
        #expect(pairs.count == UpdateSessionState.allCases.count * UpdateSessionEvent.allCases.count)
    }

    @Test func `completed, failed and cancelled are final, and all others open`() {
        #expect(UpdateSessionState.ended == [.completed, .failed, .cancelled])
        #expect(UpdateSessionState.open == [.initiated, .acknowledged, .downloading, .flashed])
    }

    @Test func `acknowledged, downloading and flashed take a place of the rollout`() {
        #expect(UpdateSessionState.inFlight == [.acknowledged, .downloading, .flashed])
    }

    @Test func `only what downloads has progress to report`() {
        #expect(UpdateSessionState.withoutProgress == [.initiated, .acknowledged, .flashed])
    }

    @Test func `a flashed device has still to prove that it runs the release`() {
        #expect(UpdateSessionState.afterFlash == [.flashed])
    }

    @Test func `everything before the flash can be cancelled`() {
        #expect(UpdateSessionState.cancellable == [.initiated, .acknowledged, .downloading])
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let state: UpdateSessionState
        let event: UpdateSessionEvent
        let expected: Expectation

        init(_ state: UpdateSessionState, _ event: UpdateSessionEvent, _ expected: Expectation) {
            self.state = state
            self.event = event
            self.expected = expected
        }

        var testDescription: String { "\(event) while \(state)" }
    }

    enum Expectation: Equatable, Sendable {
        case moves(to: UpdateSessionState, [UpdateSessionState.Effect] = [])
        case unchanged
        /// By code.
        case refused(String)

        init(_ step: () throws(SlipwayError) -> UpdateSessionState.Step) {
            do {
                switch try step() {
                case .moved(let state, let effects): self = .moves(to: state, effects)
                case .unchanged: self = .unchanged
                }
            } catch {
                self = .refused(error.code)
            }
        }
    }

    static let table: [Row] = [
        Row(.initiated, .acknowledged, .moves(to: .acknowledged)),
        Row(.acknowledged, .acknowledged, .unchanged),
        Row(.downloading, .acknowledged, .refused("UPDATE_009")),
        Row(.flashed, .acknowledged, .refused("UPDATE_009")),
        Row(.completed, .acknowledged, .refused("UPDATE_009")),
        Row(.failed, .acknowledged, .refused("UPDATE_009")),
        Row(.cancelled, .acknowledged, .refused("UPDATE_009")),

        Row(.initiated, .downloadBegan, .moves(to: .downloading)),
        Row(.acknowledged, .downloadBegan, .moves(to: .downloading)),
        Row(.downloading, .downloadBegan, .unchanged),
        Row(.flashed, .downloadBegan, .refused("OTA_006")),
        Row(.completed, .downloadBegan, .refused("OTA_006")),
        Row(.failed, .downloadBegan, .refused("OTA_006")),
        Row(.cancelled, .downloadBegan, .refused("OTA_006")),

        Row(.initiated, .progressed, .refused("UPDATE_012")),
        Row(.acknowledged, .progressed, .refused("UPDATE_012")),
        Row(.downloading, .progressed, .moves(to: .downloading)),
        Row(.flashed, .progressed, .unchanged),
        Row(.completed, .progressed, .unchanged),
        Row(.failed, .progressed, .refused("UPDATE_012")),
        Row(.cancelled, .progressed, .refused("UPDATE_012")),

        Row(.initiated, .flashed, .refused("UPDATE_010")),
        Row(.acknowledged, .flashed, .refused("UPDATE_010")),
        Row(.downloading, .flashed, .moves(to: .flashed, [.recordFirmwareVersion])),
        Row(.flashed, .flashed, .unchanged),
        Row(.completed, .flashed, .refused("UPDATE_010")),
        Row(.failed, .flashed, .refused("UPDATE_010")),
        Row(.cancelled, .flashed, .refused("UPDATE_010")),

        Row(.initiated, .completed, .refused("OTA_007")),
        Row(.acknowledged, .completed, .refused("OTA_007")),
        Row(.downloading, .completed, .moves(to: .completed, [.recordFirmwareVersion, .succeedBatchDevice])),
        Row(.flashed, .completed, .moves(to: .completed, [.succeedBatchDevice])),
        Row(.completed, .completed, .unchanged),
        Row(.failed, .completed, .refused("OTA_007")),
        Row(.cancelled, .completed, .refused("OTA_007")),

        Row(.initiated, .failed, .moves(to: .failed, [.failBatchDevice])),
        Row(.acknowledged, .failed, .moves(to: .failed, [.failBatchDevice])),
        Row(.downloading, .failed, .moves(to: .failed, [.failBatchDevice])),
        Row(.flashed, .failed, .moves(to: .failed, [.failBatchDevice])),
        Row(.completed, .failed, .refused("UPDATE_011")),
        Row(.failed, .failed, .unchanged),
        Row(.cancelled, .failed, .refused("UPDATE_011")),

        Row(.initiated, .cancelled, .moves(to: .cancelled, [.failBatchDevice])),
        Row(.acknowledged, .cancelled, .moves(to: .cancelled, [.failBatchDevice])),
        Row(.downloading, .cancelled, .moves(to: .cancelled, [.failBatchDevice])),
        Row(.flashed, .cancelled, .refused("UPDATE_013")),
        Row(.completed, .cancelled, .refused("UPDATE_013")),
        Row(.failed, .cancelled, .refused("UPDATE_013")),
        Row(.cancelled, .cancelled, .unchanged),
    ]
}
