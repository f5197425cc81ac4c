import GRDB
import SQLRecords
import SlipwayCore

/// The values of a statement's parameters, in their order.
typealias SQLArguments = [(any DatabaseValueConvertible)?]

/// The port on one connection inside of one transaction; a read sees only its reading half.
struct SQLiteTransaction: RepositoryTransaction {
    let connection: Database
    let now: Timestamp

    func changeMark() throws -> ChangeMark {
        // The version moves when another connection commits, and the count of changes when this one does.
        let version = try first("PRAGMA data_version") { try $0.int64() } ?? 0
        let pointer = UInt(bitPattern: ObjectIdentifier(connection))
        return ChangeMark("\(pointer).\(version).\(connection.totalChangesCount)")
    }

    func access() -> DatabaseAccess {
        connection.configuration.readonly ? .closed : .full
    }

    /// A statement is prepared once a connection and kept, but for those that take their shape from what a caller
    /// wrote: there is no end of them.
    func statement(_ sql: String, isKept: Bool = true) throws -> Statement {
        isKept ? try connection.cachedStatement(sql: sql) : try connection.makeStatement(sql: sql)
    }

    func rows<Value>(
        _ sql: String, _ arguments: SQLArguments = [], isKept: Bool = true,
        decode: (inout SQLiteColumnReader) throws -> Value
    ) throws -> [Value] {
        let statement = try statement(sql, isKept: isKept)
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        var values: [Value] = []
        while let row = try cursor.next() {
            var columns = SQLiteColumnReader(row)
            values.append(try decode(&columns))
        }
        return values
    }

    func first<Value>(
        _ sql: String, _ arguments: SQLArguments = [], isKept: Bool = true,
        decode: (inout SQLiteColumnReader) throws -> Value
    ) throws -> Value? {
        // To the end, so that a writing statement with RETURNING is complete.
        try rows(sql, arguments, isKept: isKept, decode: decode).first
    }

    /// - Returns: how many rows it changed, those of triggers not counted.
    @discardableResult
    func execute(_ sql: String, _ arguments: SQLArguments = []) throws -> Int {
        try connection.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
        return connection.changesCount
    }
}
