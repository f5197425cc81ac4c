import SlipwayCore

/// What one transaction may do, and which clock dates it.
struct TransactionKind: Sendable {
    let isWriting: Bool
    /// None for the server's own clock, which is the same for all who share it.
    let clock: (@Sendable () -> Timestamp)?

    /// A read sees one moment; a write sees what others have committed, and locks what it goes by. It does not ask for
    /// more than the database, or the login, is set to.
    ///
    /// - Parameter settings: what is set for it alone.
    fileprivate func beginning(with settings: String) -> String {
        let mode = isWriting ? "READ COMMITTED" : "REPEATABLE READ READ ONLY"
        let instant = clock == nil ? "; SELECT floor(extract(epoch FROM now()) * 1000)::bigint" : ""
        return "BEGIN ISOLATION LEVEL \(mode)\(settings)\(instant)"
    }
}

extension PostgresSession {
    /// - Throws: `TransactionFault`, or what `body` throws.
    func transaction<Value>(_ kind: TransactionKind, _ body: (PostgresTransaction) throws -> Value) throws -> Value {
        let value: Value
        do {
            let transaction = PostgresTransaction(
                session: self, now: try begin(kind), isWriting: kind.isWriting)
            value = try body(transaction)
        } catch {
            rollBack()
            guard let fault = error as? PostgresFault else { throw error }
            throw TransactionFault(fault: fault, isCommitSent: false)
        }
        do {
            try commit()
        } catch {
            throw TransactionFault(fault: error, isCommitSent: kind.isWriting)
        }
        return value
    }

    private func commit() throws(PostgresFault) {
        // What has failed before, unseen, makes a rollback of it.
        guard try run("COMMIT").last?.command == "COMMIT" else { throw PostgresFault(.refused(sqlState: "25P02")) }
    }

    private func begin(_ kind: TransactionKind) throws(PostgresFault) -> Timestamp {
        let answers = try run(kind.beginning(with: transactionSettings))
        if let clock = kind.clock { return clock() }
        let milliseconds: Int64? = answers.last?.withBytes(row: 0, column: 0) { bytes in
            bytes.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
        }
        guard let milliseconds else { throw PostgresFault(.garbled) }
        return Timestamp(milliseconds: milliseconds)
    }

    /// Where that fails too, the connection ends, and the transaction with it.
    private func rollBack() {
        guard isOpen, isInTransaction else { return }
        _ = try? run("ROLLBACK")
    }
}
