import GRDB
import SlipwayCore

extension SlipwayError {
    /// The only place that says what a fault of the database means; neither its text nor any SQL leaves it.
    init(_ error: DatabaseError, path: String) {
        self =
            switch error.resultCode {
            case .SQLITE_NOTADB: .notADatabase(path)
            case .SQLITE_READONLY: .databaseReadOnly
            case .SQLITE_FULL: .databaseFull
            case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
                .databaseUnavailable("another program has been writing for 30s")
            case .SQLITE_CANTOPEN: .databaseUnavailable("the file cannot be opened")
            case .SQLITE_PERM, .SQLITE_AUTH: .databaseUnavailable("access to the file is denied")
            case .SQLITE_IOERR: .databaseUnavailable("the file cannot be read or written")
            case .SQLITE_CORRUPT: .databaseUnavailable("the file is damaged")
            case .SQLITE_NOMEM: .databaseUnavailable("there is not enough memory")
            case .SQLITE_CONSTRAINT: .ruleBroken
            case .SQLITE_INTERRUPT, .SQLITE_ABORT: .databaseUnavailable("the work was interrupted")
            default: .databaseUnavailable("it failed unexpectedly (\(error.resultCode.rawValue))")
            }
    }
}
