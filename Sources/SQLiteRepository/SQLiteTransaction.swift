import Foundation
import GRDB
import GRDBSQLite
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
        ServicePulse(
            mark: try changeMark(), latestHeartbeat: try workers(limit: 1).first?.lastHeartbeat,
            workWaitingSince: try batchToStartSince())
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
        return try StatementRow.fetchCursor(statement, arguments: statement.values(arguments))
    }

    func execute(_ sql: String, _ arguments: SQLArguments) throws {
        let statement = try connection.cachedStatement(sql: sql)
        try statement.execute(arguments: statement.values(arguments))
    }

    func changes(of sql: String, _ arguments: SQLArguments) throws -> Int {
        try execute(sql, arguments)
        return connection.changesCount
    }
}

extension Statement {
    /// SQLite counts a parameter by where it first stands in the statement, and not by the number in its name.
    fileprivate func values(_ arguments: SQLArguments) -> StatementArguments {
        let values = arguments.map { ($0?.sqlValue ?? .null).databaseValue }
        guard values.count == Int(sqlite3_bind_parameter_count(sqliteStatement)) else {
            // The driver refuses it.
            return StatementArguments(values)
        }
        return StatementArguments(
            values.indices.map { index in
                guard let name = sqlite3_bind_parameter_name(sqliteStatement, Int32(index + 1)),
                    let number = Int(String(cString: name + 1)), values.indices.contains(number - 1)
                else { return values[index] }
                return values[number - 1]
            })
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .real(let real): real.databaseValue
        case .flag(let flag): flag.databaseValue
        case .text(let text): text.databaseValue
        case .instant(let instant): instant.milliseconds.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        case .list(let values): JSONText.list(values).databaseValue
        }
    }
}
