import GRDB
import SQLStorage
import SlipwayCore

/// The port on one connection inside of one transaction; a read sees only its reading half.
struct SQLiteTransaction: SQLTransaction {
    let connection: Database
    let now: Timestamp
    /// Whether another transaction may; a connection that reads cannot tell.
    var mayWrite = true
    /// Of the opening that the connection belongs to.
    var generation = 0

    var dialect: SQLDialect { .sqlite }

    func changeMark() throws -> ChangeMark {
        // The version moves when another connection commits, and the count of changes when this one does.
        let version = try first("PRAGMA data_version") { try $0.int64() } ?? 0
        let pointer = UInt(bitPattern: ObjectIdentifier(connection))
        return ChangeMark("\(generation).\(pointer).\(version).\(connection.totalChangesCount)")
    }

    func pulse() throws -> ServicePulse {
        let mark = try changeMark()
        let columns = "\(Worker.latestHeartbeat), \(Worker.latestServerHeartbeat), (\(Self.waitingSince))"
        let pulse = try first("SELECT \(columns)", [now.milliseconds]) { row in
            ServicePulse(
                mark: mark, latestHeartbeat: row.optionalInstant(), latestServerHeartbeat: row.optionalInstant(),
                workWaitingSince: row.optionalInstant())
        }
        return pulse ?? ServicePulse(mark: mark, latestHeartbeat: nil, workWaitingSince: nil)
    }

    func access() -> DatabaseAccess {
        mayWrite ? .full : .closed
    }

    // One transaction writes at a time, so that there is nothing to lock.
    func locking(_ alias: String, _ strength: RowLock) -> String { "" }

    func lock(_ sql: String, _ strength: RowLock, _ arguments: SQLArguments) {}

    func lock(named name: String, for purpose: LockPurpose) {}

    func rows<Value>(
        _ sql: String, _ arguments: SQLArguments, isKept: Bool, decode: (inout SQLiteColumnReader) throws -> Value
    ) throws -> [Value] {
        // To the end, so that a writing statement with RETURNING is complete.
        let cursor = try cursor(sql, arguments, isKept: isKept)
        var values: [Value] = []
        while let row = try cursor.next() {
            var columns = SQLiteColumnReader(row)
            values.append(try decode(&columns))
        }
        return values
    }

    func cursor(_ sql: String, _ arguments: SQLArguments, isKept: Bool) throws -> FastDatabaseValueCursor<StatementRow>
    {
        let statement = isKept ? try connection.cachedStatement(sql: sql) : try connection.makeStatement(sql: sql)
        try statement.bind(arguments)
        return try StatementRow.fetchCursor(statement)
    }

    func execute(_ sql: String, _ arguments: SQLArguments) throws {
        let statement = try connection.cachedStatement(sql: sql)
        try statement.bind(arguments)
        try statement.execute()
    }

    func changes(of sql: String, _ arguments: SQLArguments) throws -> Int {
        try execute(sql, arguments)
        return connection.changesCount
    }
}
