import SlipwayCore

/// A transaction of the port on one connection, as far as it speaks SQL. What both databases do alike is written once, in
/// extensions of this protocol; each adds what is a thought of its own.
///
/// Parameters are `$1`, `$2` and so on, in any order.
package protocol SQLTransaction: RepositoryTransaction {
    associatedtype Reader: ColumnReader

    var dialect: SQLDialect { get }

    /// - Parameter isKept: whether the statement stays prepared: not where its text takes its shape from what a caller
    ///   wrote, for there is no end of those.
    func rows<Value>(
        _ sql: String, _ arguments: SQLArguments, isKept: Bool, decode: (inout Reader) throws -> Value
    ) throws -> [Value]

    /// May be carried out as late as with the next statement that is answered, or with the end of the transaction.
    func execute(_ sql: String, _ arguments: SQLArguments) throws

    /// - Returns: how many rows it changed, those of triggers not counted.
    func changes(of sql: String, _ arguments: SQLArguments) throws -> Int

    /// Ends a SELECT that locks, in a write, the rows of a table that it reads until the end of the transaction; nothing
    /// where one transaction writes at a time.
    ///
    /// - Parameter alias: of the table.
    func locking(_ alias: String, _ strength: RowLock) -> String

    /// In a write, locks the rows that `sql` selects until its end, in the order in which it gives them; what is read
    /// afterwards is as it stays.
    func lock(_ sql: String, _ strength: RowLock, _ arguments: SQLArguments) throws

    /// In a write, locks a name until its end as if it were a row's.
    func lock(named name: String, for purpose: LockPurpose) throws

    /// Adds or moves many devices of a batch, whose figures are counted once for all of them.
    func countOnce(in batch: UpdateBatch.ID, _ change: () throws -> Void) throws

    /// Looks at the rows of one stretch in their order, as far as the page wants them.
    func read<Record>(_ walk: KeysetWalk<Record>, into page: inout PageReading<Record>) throws
}

extension SQLTransaction {
    package func rows<Value>(
        _ sql: String, _ arguments: SQLArguments = [], decode: (inout Reader) throws -> Value
    ) throws -> [Value] {
        try rows(sql, arguments, isKept: true, decode: decode)
    }

    package func first<Value>(
        _ sql: String, _ arguments: SQLArguments = [], isKept: Bool = true, decode: (inout Reader) throws -> Value
    ) throws -> Value? {
        try rows(sql, arguments, isKept: isKept, decode: decode).first
    }

    package func execute(_ sql: String) throws { try execute(sql, []) }

    package func locking(_ alias: String) -> String { locking(alias, .exclusive) }

    /// Locks rows in one order, so that two writes do not wait for each other; rows that nothing locks are not sorted.
    package func locking(_ alias: String, inOrderOf column: String) -> String {
        let clause = locking(alias)
        return clause.isEmpty ? "" : "ORDER BY \(column)\(clause)"
    }

    /// ` AND column = $n` for one organization, or nothing for all.
    ///
    /// - Parameter position: the number of its parameter, after all others.
    package func scoped(
        to scope: OrganizationScope, _ column: String, at position: Int
    ) -> (condition: String, arguments: SQLArguments) {
        switch scope {
        case .all: ("", [])
        case .one(let id): (" AND \(column) = $\(position)", [id])
        }
    }
}

/// How a row is locked until the end of a transaction.
package enum RowLock {
    /// No other transaction changes it or locks it so.
    case exclusive
    /// The same of those that no other transaction has locked; the others are left out.
    case exclusiveIfFree
    /// No other transaction changes it.
    case shared
}
