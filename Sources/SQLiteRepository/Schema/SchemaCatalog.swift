import GRDB
import SQLStorage
import SlipwayCore

/// What is in a schema, by the statements that SQLite keeps of it.
enum SchemaCatalog {
    static func objects(_ connection: Database) throws -> [SchemaObject] {
        try SQLiteTransaction(connection: connection, now: Timestamp(milliseconds: 0)).rows(
            """
            SELECT type, name, tbl_name, COALESCE(sql, '')
            FROM sqlite_master
            WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            ORDER BY type, name
            """, [], isKept: false
        ) { columns in
            let (kind, name): (SchemaObject.Kind, String) = (try columns.name(), try columns.text())
            let table = try columns.text()
            return SchemaObject(
                kind: kind, name: name, table: kind == .index || kind == .trigger ? table : nil,
                definition: plain(try columns.text()), foldsCase: true)
        }
    }

    /// What migrations make of an empty database, and what it becomes by some more of them.
    static func objects(
        madeBy applied: [SchemaMigration], then pending: [SchemaMigration]
    ) throws -> (before: [SchemaObject], after: [SchemaObject]) {
        try DatabaseQueue().writeWithoutTransaction { connection in
            func objects(madeBy migrations: [SchemaMigration]) throws -> [SchemaObject] {
                for migration in migrations {
                    try connection.execute(sql: SchemaMigrator.ledger)
                    try connection.execute(sql: migration.sql)
                }
                return try Self.objects(connection)
            }
            return (try objects(madeBy: applied), try objects(madeBy: pending))
        }
    }

    /// A statement without what makes no difference: white space, and the case and the quotes of names.
    private static func plain(_ sql: String) -> String {
        var plain = ""
        var isText = false
        for character in sql {
            if character == "'" { isText.toggle() }
            if isText || character == "'" {
                plain.append(character)
            } else if !character.isWhitespace, character != "\"" {
                plain += character.lowercased()
            }
        }
        return plain
    }
}
