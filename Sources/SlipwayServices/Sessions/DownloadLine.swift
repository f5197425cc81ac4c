import SlipwayCore
import Synchronization

/// One download that is open, in line with the others of its rollout.
package final class DownloadLine: Sendable {
    private struct State {
        var budget: DownloadBudget?
        var isClosed = false
    }

    private let budgets: BandwidthBudgets
    private let state = Mutex(State())

    init(in budgets: BandwidthBudgets) { self.budgets = budgets }

    deinit {
        if let budget = state.withLock({ $0.budget }) { budgets.leave(budget.rollout) }
    }

    /// Whether this server may use a part of its budget, or there is none; waits for it.
    package func hasPart(within patience: Duration) async throws -> Bool {
        let begun = budgets.moment()
        while state.withLock({ $0.budget }) != nil, !budgets.hasPart {
            guard budgets.moment() - begun < patience else { return false }
            try await rest(BandwidthTurn.look)
        }
        return true
    }

    /// Waits for its turn, and as long as the budget asks for; not at all where there is none.
    ///
    /// - Parameter patience: how long it waits for this server to have a part.
    /// - Returns: how many bytes may be fed, from 1 to `count`; none where this server has no part.
    /// - Throws: `CancellationError` once it is closed.
    package func take(upTo count: Int, patience: Duration) async throws -> Int? {
        guard let rollout = state.withLock({ $0.budget?.rollout }), let ticket = budgets.enter(rollout) else {
            return count
        }
        defer { budgets.exit(ticket, of: rollout) }
        var usedAt = budgets.moment()
        while true {
            switch budgets.turn(of: ticket, in: rollout, wanting: count) {
            case .granted(let granted): return granted
            case .waiting(let time):
                usedAt = budgets.moment()
                try await rest(time)
            case .withoutPart:
                guard budgets.moment() - usedAt < patience else { return nil }
                try await rest(BandwidthTurn.look)
            }
        }
    }

    /// The budget as it is by now.
    package func adopt(_ budget: DownloadBudget?) {
        let before = state.withLock { state in
            defer { state.budget = budget }
            return state.budget
        }
        guard before != budget else { return }
        if let budget, before?.rollout == budget.rollout {
            budgets.set(budget)
            return
        }
        if let before { budgets.leave(before.rollout) }
        if let budget { budgets.join(budget) }
    }

    /// Waits no longer: its connection has ended.
    package func close() { state.withLock { $0.isClosed = true } }

    private func rest(_ time: Duration) async throws {
        guard !state.withLock({ $0.isClosed }) else { throw CancellationError() }
        try await budgets.sleep(time)
    }
}

/// What a download may do next.
enum BandwidthTurn {
    /// How often one that waits looks again, at least.
    static let look: Duration = .milliseconds(500)

    case granted(Int)
    case waiting(Duration)
    /// This server may use nothing of the budget.
    case withoutPart
}
