import SlipwayCore
import Testing

@Suite struct UpdateBatchDeviceStateTests {
    @Test(arguments: table) func `a device of a batch goes only where the table says`(row: Row) {
        #expect(row.from.allows(row.to) == row.allowed)
    }

    @Test func `the table names every pair once`() {
        let pairs = Set(Self.table.map { [$0.from.rawValue, $0.to.rawValue] })
        #expect(pairs.count == Self.table.count)
        #expect(pairs.count == UpdateBatchDeviceState.allCases.count * UpdateBatchDeviceState.allCases.count)
    }

    @Test func `succeeded and failed are final, and all others open`() {
        #expect(UpdateBatchDeviceState.ended == [.succeeded, .failed])
        #expect(UpdateBatchDeviceState.open == [.pending, .initiated])
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let from: UpdateBatchDeviceState
        let to: UpdateBatchDeviceState
        let allowed: Bool

        init(_ from: UpdateBatchDeviceState, to: UpdateBatchDeviceState, _ allowed: Bool) {
            self.from = from
            self.to = to
            self.allowed = allowed
        }

        var testDescription: String { "\(from) to \(to)" }
    }

    static let table: [Row] = [
        Row(.pending, to: .pending, false),
        Row(.pending, to: .initiated, true),
        Row(.pending, to: .succeeded, false),
        Row(.pending, to: .failed, true),

        Row(.initiated, to: .pending, false),
        Row(.initiated, to: .initiated, false),
        Row(.initiated, to: .succeeded, true),
        Row(.initiated, to: .failed, true),

        Row(.succeeded, to: .pending, false),
        Row(.succeeded, to: .initiated, false),
        Row(.succeeded, to: .succeeded, false),
        Row(.succeeded, to: .failed, false),

        Row(.failed, to: .pending, false),
        Row(.failed, to: .initiated, false),
        Row(.failed, to: .succeeded, false),
        Row(.failed, to: .failed, false),
    ]
}
