import SQLStorage
import SlipwayCore

/// The port on one connection inside of one transaction; a read sees only its reading half.
struct PostgresTransaction: SQLTransaction {
    let course: TransactionCourse
    /// Whether rows that are read by their key are locked until the end: what a write goes by must not change under it.
    let isWriting: Bool

    var dialect: SQLDialect { .postgres }

    var now: Timestamp { course.now }

    func changeMark() throws -> ChangeMark {
        ChangeMark(try first("SELECT \(ChangeMark.column)") { try $0.text() } ?? "")
    }

    func access() throws -> DatabaseAccess {
        // Every change is told by an event, and every worker by its heartbeat.
        let sql = """
            SELECT CASE
              WHEN pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' THEN 'closed'
              WHEN NOT has_any_column_privilege('events', 'INSERT') THEN 'reading'
              WHEN NOT has_any_column_privilege('workers', 'INSERT') THEN 'operating'
              ELSE 'full' END
            """
        let name = try first(sql) { try $0.text() }
        guard let access = name.flatMap(DatabaseAccess.init) else { throw SlipwayError.unknownValue }
        return access
    }

    func locking(_ alias: String, _ strength: RowLock) -> String {
        isWriting ? " \(strength.clause) OF \(alias)\(strength == .exclusiveIfFree ? " SKIP LOCKED" : "")" : ""
    }

    func lock(_ sql: String, _ strength: RowLock, _ arguments: SQLArguments) throws {
        if isWriting { try execute("\(sql) \(strength.clause)", arguments) }
    }

    func lock(named name: String, for purpose: LockPurpose) throws {
        if isWriting { try execute("SELECT \(purpose.function)(hashtextextended($1, 0))", [name]) }
    }

    // Its triggers run once a statement.
    func countOnce(in batch: UpdateBatch.ID, _ change: () throws -> Void) throws { try change() }

    func rows<Value>(
        _ sql: String, _ arguments: SQLArguments, isKept: Bool, decode: (inout PostgresColumnReader) throws -> Value
    ) throws -> [Value] {
        let result = try result(sql, arguments, isKept: isKept)
        return try (0..<result.count).map { row in
            var columns = PostgresColumnReader(result, row: row)
            return try decode(&columns)
        }
    }

    func execute(_ sql: String, _ arguments: SQLArguments) throws {
        try course.putOff(PostgresStatement(sql, arguments.values))
    }

    func changes(of sql: String, _ arguments: SQLArguments) throws -> Int {
        try result(sql, arguments, isKept: true).changes
    }

    func result(_ sql: String, _ arguments: SQLArguments, isKept: Bool) throws -> PostgresResult {
        guard let result = try answers(to: [PostgresStatement(sql, arguments.values, isKept: isKept)]).first else {
            throw PostgresFault(.garbled)
        }
        return result
    }

    /// In one round trip.
    func answers(to statements: [PostgresStatement]) throws -> [PostgresResult] {
        try course.answers(to: statements)
    }
}

extension SQLArguments {
    var values: [SQLValue] { map { $0?.sqlValue ?? .null } }
}

extension ChangeMark {
    /// A standby does not know which transactions run, only how far it has followed.
    static let column = """
        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text ELSE pg_current_snapshot()::text END
        """
}

extension RowLock {
    fileprivate var clause: String {
        switch self {
        case .exclusive, .exclusiveIfFree: "FOR NO KEY UPDATE"
        case .shared: "FOR SHARE"
        }
    }
}

extension LockPurpose {
    fileprivate var function: String {
        switch self {
        case .reading: "pg_advisory_xact_lock_shared"
        case .changing: "pg_advisory_xact_lock"
        }
    }
}
