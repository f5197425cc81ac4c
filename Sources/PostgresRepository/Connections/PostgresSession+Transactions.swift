extension PostgresSession {
    /// - Throws: `TransactionFault`, `SecondQuestion`, or what `body` throws.
    func transaction<Value>(_ kind: TransactionKind, _ body: (PostgresTransaction) throws -> Value) throws -> Value {
        let course = TransactionCourse(kind, on: self)
        do {
            let value = try body(PostgresTransaction(course: course, isWriting: kind.isWriting))
            try course.end()
            return value
        } catch {
            rollBack()
            guard let fault = error as? PostgresFault else { throw error }
            throw TransactionFault(fault: fault, isCommitSent: false)
        }
    }

    /// Where that fails too, the connection ends, and the transaction with it.
    private func rollBack() {
        guard isOpen, isInTransaction else { return }
        _ = try? run("ROLLBACK")
    }
}
