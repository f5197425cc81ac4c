import SlipwayCore

/// Counts again, when an administrator asks for it, the figures that are kept on write, and mends those that differ.
package struct CounterService: Sendable {
    /// Of each figure of a record.
    private static let differences = 100
    private static let pageSize = 100

    private let repository: any Repository

    init(repository: any Repository) {
        self.repository = repository
    }

    /// A record at a time, each at a moment of its own.
    ///
    /// - Returns: what differs, by record in the order in which to repair: rollouts before their batches, and then organizations.
    /// - Throws: AUTH_003.
    package func audit(as principal: Principal) async throws -> [CounterDifference] {
        try principal.requireAll(.admin)
        return try await batchDifferences() + organizationDifferences()
    }

    /// Counts under the lock of what keeps the figures, writes them as they are counted, and says so in the audit log.
    ///
    /// - Returns: what differed; nothing where the figures agree by now, and then nothing is written.
    /// - Throws: AUTH_003; DATABASE_010 where the rows themselves break a rule.
    package func repair(_ subject: CounterSubject, as principal: Principal) async throws -> [CounterDifference] {
        try principal.requireAll(.admin)
        return try await repository.write { transaction in
            try transaction.lockFigures(of: subject)
            let found = try transaction.differences(of: subject, limit: Self.differences)
            guard !found.isEmpty else { return [] }
            try transaction.correctFigures(of: subject)
            try transaction.note([], of: subject)
            try transaction.append([
                NewEvent(
                    .countersAgreed, by: principal, on: try EventSubject(of: subject, in: transaction),
                    detail: "repaired \(CounterDifference.text(of: found))")
            ])
            return found
        }
    }

    private func batchDifferences() async throws -> [CounterDifference] {
        var (differences, last): ([CounterDifference], UpdateBatch.ID?) = ([], nil)
        while true {
            let after = last
            let page = try await repository.read { try $0.batchIDs(after: after, limit: Self.pageSize) }
            for batch in page {
                differences += try await repository.read { reader in
                    // The first batch of a rollout brings the rollout with it.
                    let subjects = try reader.recount(batch, limit: 1).keys.sorted { $0.repairOrder < $1.repairOrder }
                    return try subjects.flatMap { try reader.differences(of: $0, limit: Self.differences) }
                }
            }
            guard page.count == Self.pageSize else { return differences }
            last = page.last
        }
    }

    private func organizationDifferences() async throws -> [CounterDifference] {
        var (differences, last): ([CounterDifference], Organization.ID?) = ([], nil)
        while true {
            let after = last
            guard let next = try await repository.read({ try $0.organization(after: after)?.id }) else {
                return differences
            }
            differences += try await repository.read {
                try $0.differences(of: .organization(next), limit: Self.differences)
            }
            last = next
        }
    }
}

extension CounterSubject {
    /// A rollout before its batches: each repair then has its own event, since that of a batch mends its rollout too.
    fileprivate var repairOrder: Int {
        switch self {
        case .rollout: 0
        case .batch: 1
        case .organization: 2
        }
    }
}
