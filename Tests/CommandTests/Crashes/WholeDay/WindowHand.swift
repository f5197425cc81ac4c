import SlipwayCore
import SlipwayServices

/// Opens and closes the windows of a rollout much faster than any plan does: each is stored as a worker stores the next
/// one, under the same name.
struct WindowHand: Sendable {
    let rollout: Rollout.ID
    let repository: any Repository
    let ledger: DayLedger
    /// Whether windows are short; else the next stays open.
    let areShort: @Sendable () -> Bool

    private static let longest: Duration = .seconds(3_600)

    /// Until it is cancelled.
    func open(using seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        while true {
            let isShort = areShort()
            let opensAt = CrashedFleet.wallClock() + .milliseconds(Int.random(in: 50...400, using: &random))
            let length = isShort ? .milliseconds(Int.random(in: 400...1_600, using: &random)) : Self.longest
            let window = MaintenanceWindow(opensAt: opensAt, closesAt: opensAt + length)
            ledger.note { $0.windows[rollout, default: []].append(window) }
            // The next one makes up for one that found the database busy.
            try? await repository.write { transaction in
                try transaction.hold(.conducting(rollout), for: .changing)
                try transaction.setWindow(of: rollout, to: window)
            }
            for edge in [window.opensAt, window.closesAt] {
                try await Task.sleep(for: max(.zero, edge - CrashedFleet.wallClock()))
                ledger.announce(.window)
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...300, using: &random)))
        }
    }
}
