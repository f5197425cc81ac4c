import SlipwayCore

/// What one transaction may do, and which clock dates it.
struct TransactionKind: Sendable {
    enum Form: Sendable {
        /// One statement, which sees one moment by itself and needs no transaction around it.
        case question
        /// Sees one moment.
        case read
        /// Sees what others have committed, and locks what it goes by.
        case write
    }

    let form: Form
    /// None for the server's own clock, which is the same for all who share it.
    let clock: (@Sendable () -> Timestamp)?

    init(_ form: Form, clock: (@Sendable () -> Timestamp)?) {
        self.form = form
        self.clock = clock
    }

    var isWriting: Bool { form == .write }

    /// It does not ask for more than the database, or the login, is set to.
    var beginning: PostgresStatement? {
        switch form {
        case .question: nil
        case .read: PostgresStatement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", isQuick: true)
        case .write: PostgresStatement("BEGIN ISOLATION LEVEL READ COMMITTED", isQuick: true)
        }
    }

    static let instant = PostgresStatement("SELECT now()", isQuick: true)
    static let end = PostgresStatement("COMMIT")
}
