import GRDB
import TestSupport

/// A table that was copied, with the columns that both sides have.
struct CopiedTable {
    let name: String
    let columns: String

    var selection: String { "SELECT \(columns)" }
}

/// The schema of a file, and its rows.
enum SQLiteContent {
    static func schema(of path: String) throws -> [String] {
        try DatabaseQueue.patient(path: path).read { connection in
            try String.fetchAll(
                connection, sql: "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY 1")
        }
    }

    static func rows(of table: CopiedTable, in path: String) throws -> [String] {
        try DatabaseQueue.patient(path: path).read { connection in
            try Row.fetchAll(connection, sql: "\(table.selection) FROM \(table.name)").map { "\($0)" }.sorted()
        }
    }

    /// Copies every row of the tables that both files have, past all triggers.
    static func copyRows(from source: String, to path: String) throws -> [CopiedTable] {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        // What wrote the source may not have closed it yet.
        configuration.busyMode = .timeout(30)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { connection in
            try connection.execute(sql: "ATTACH DATABASE ? AS source", arguments: [source])
            let tables = try tables(connection)
            let triggers = try Row.fetchAll(
                connection, sql: "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'")
            for trigger in triggers { try connection.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
            for table in tables {
                let rows = "\(table.selection) FROM source.\(table.name)"
                try connection.execute(sql: "INSERT INTO main.\(table.name) (\(table.columns)) \(rows)")
            }
            for trigger in triggers { try connection.execute(sql: trigger["sql"]) }
            return tables
        }
    }

    /// Not those that are empty whenever a transaction is over.
    private static func tables(_ connection: Database) throws -> [CopiedTable] {
        let names = try String.fetchAll(
            connection,
            sql: """
                SELECT name
                FROM main.sqlite_master
                WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('schema_migrations', 'counted_sets')
                ORDER BY name
                """)
        return try names.map { name in
            CopiedTable(name: name, columns: try connection.columns(in: name).map(\.name).joined(separator: ", "))
        }
    }
}

/// The rows of a PostgreSQL.
enum PostgresContent {
    /// Copies every row of a schema into the tables that `public` has, past all triggers, and in the place of what
    /// migrations have written.
    static func copyRows(from schema: String, on console: PostgresConsole) async throws -> [CopiedTable] {
        let tables = try await console.run(
            """
            SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
            FROM pg_class AS c
            JOIN pg_attribute AS a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_migrations'
              AND a.attnum > 0 AND NOT a.attisdropped
            GROUP BY c.relname
            ORDER BY c.relname
            """
        ).map { CopiedTable(name: $0[0], columns: $0[1]) }
        let copies = tables.map {
            "INSERT INTO public.\($0.name) (\($0.columns)) \($0.selection) FROM \(schema).\($0.name)"
        }
        try await console.run(
            (["SET session_replication_role = replica", "DELETE FROM public.settings"] + copies
                + ["RESET session_replication_role"]).joined(separator: ";"))
        return tables
    }

    static func rows(
        of table: CopiedTable, in schema: String, on console: PostgresConsole
    ) async throws -> [[String]] {
        try await console.run(
            "SELECT t::text FROM (\(table.selection) FROM \(schema).\(table.name)) AS t ORDER BY 1")
    }
}
