import SQLStorage

/// One statement with the values of its parameters.
struct PostgresStatement: Sendable {
    let sql: String
    let values: [SQLValue]
    /// Whether the server shall keep its plan: not of those that take their shape from what a caller wrote, for there is
    /// no end of them.
    let isKept: Bool
    /// Whether it waits for nothing and reads nothing.
    let isQuick: Bool
    /// Whether its last column is `now()`, so that as a question it needs no other statement to be dated by.
    let isDated: Bool

    init(
        _ sql: String, _ values: [SQLValue] = [], isKept: Bool = true, isQuick: Bool = false, isDated: Bool = false
    ) {
        self.sql = sql
        self.values = values
        self.isKept = isKept
        self.isQuick = isQuick
        self.isDated = isDated
    }
}

/// What went wrong with statements that were sent together; those after it were not carried out.
struct FlightFault: Error {
    let fault: PostgresFault
    /// Of the statement that it came of, as far as answers tell: those before it were answered.
    let position: Int
}
