import SQLStorage
import SlipwayCore

/// What is in the current schema, by what PostgreSQL says of it.
struct SchemaCatalog {
    let session: PostgresSession

    /// Not the members of extensions, and not what a table has by itself: its sequences, and the indexes of its keys.
    func objects() throws -> [SchemaObject] {
        let result = try session.execute(Self.objects, [], isKept: false)
        return try (0..<result.count).map { row in
            var columns = PostgresColumnReader(result, row: row)
            return SchemaObject(
                kind: try columns.name(), name: try columns.text(), table: columns.optionalText(),
                definition: try columns.text())
        }
    }

    /// What migrations make of an empty schema, and what it becomes by some more of them; nothing of it is left.
    ///
    /// - Returns: none where the user may not create schemas.
    func objects(
        madeBy applied: [SchemaMigration], then pending: [SchemaMigration]
    ) throws -> (before: [SchemaObject], after: [SchemaObject])? {
        let right = try session.execute(
            "SELECT has_database_privilege(current_database(), 'CREATE')", [], isKept: false)
        var columns = PostgresColumnReader(right, row: 0)
        guard try columns.bool() else { return nil }
        _ = try session.run(
            """
            SAVEPOINT slipway_as_released;
            CREATE SCHEMA slipway_as_released;
            SET LOCAL search_path = slipway_as_released
            """)
        func objects(madeBy migrations: [SchemaMigration]) throws -> [SchemaObject] {
            for migration in migrations {
                _ = try session.run(SchemaMigrator.ledger)
                _ = try session.run(migration.sql)
            }
            return try self.objects()
        }
        let made = (try objects(madeBy: applied), try objects(madeBy: pending))
        _ = try session.run("ROLLBACK TO SAVEPOINT slipway_as_released")
        return made
    }

    /// To whom tables were granted that are neither their owner nor one of our roles, in words.
    func grants(on tables: Set<String>, besides roles: [DatabaseRoles]) throws -> [String] {
        let own = Set(roles.flatMap { [$0.reader, $0.operator] })
        let result = try session.execute(Self.grants, [], isKept: false)
        var granted: [(grantee: String, tables: [String])] = []
        for row in 0..<result.count {
            var columns = PostgresColumnReader(result, row: row)
            let (grantee, table) = (try columns.text(), try columns.text())
            guard tables.contains(table), !own.contains(grantee) else { continue }
            if granted.last?.grantee != grantee { granted.append((grantee, [])) }
            granted[granted.count - 1].tables.append(table)
        }
        return granted.map { "grants to \($0.grantee) on \($0.tables.joined(separator: ", "))" }
    }

    private static let grants = """
        SELECT DISTINCT COALESCE(r.rolname::text, 'PUBLIC') AS grantee, c.relname::text AS name
        FROM (
          SELECT relname, relnamespace, relowner, relacl AS acl
          FROM pg_class
          UNION ALL
          SELECT t.relname, t.relnamespace, t.relowner, a.attacl
          FROM pg_attribute AS a
          JOIN pg_class AS t ON t.oid = a.attrelid) AS c
        CROSS JOIN LATERAL aclexplode(c.acl) AS g
        LEFT JOIN pg_roles AS r ON r.oid = g.grantee
        WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema())) AND g.grantee <> c.relowner
        ORDER BY grantee, name
        """

    // Read with the schema in the search path, pretty definitions name it nowhere; the path of a function alone does.
    private static let objects = """
        WITH members AS (
          SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
        relations AS (
          SELECT c.oid, c.relname, c.relkind, c.relrowsecurity
          FROM pg_class AS c
          WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))
            AND NOT EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid))
        SELECT kind, name, table_name, definition
        FROM (
          SELECT 'table' AS kind, c.relname::text AS name, NULL::text AS table_name,
            concat_ws(', ', columns.list, constraints.list, CASE WHEN c.relrowsecurity THEN 'row security' END)
              AS definition
          FROM relations AS c
          CROSS JOIN LATERAL (
            SELECT string_agg(
              concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), l.collname,
                CASE WHEN a.attnotnull THEN 'NOT NULL' END, NULLIF(a.attidentity::text, ''),
                NULLIF(a.attgenerated::text, ''), 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid, true)),
              ', ' ORDER BY a.attnum) AS list
            FROM pg_attribute AS a
            LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
          CROSS JOIN LATERAL (
            SELECT string_agg(
              concat_ws(' ', quote_ident(k.conname), pg_get_constraintdef(k.oid, true)), ', ' ORDER BY k.conname) AS list
            FROM pg_constraint AS k
            WHERE k.conrelid = c.oid AND k.contype <> 'n') AS constraints
          WHERE c.relkind IN ('r', 'p', 'f')
          UNION ALL
          SELECT 'view', c.relname, NULL, pg_get_viewdef(c.oid, true)
          FROM relations AS c
          WHERE c.relkind IN ('v', 'm')
          UNION ALL
          SELECT CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'type' END, c.relname, NULL, ''
          FROM relations AS c
          WHERE c.relkind IN ('S', 'c')
            AND NOT EXISTS (
              SELECT FROM pg_depend AS d
              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
          UNION ALL
          SELECT 'type', t.typname, NULL, ''
          FROM pg_type AS t
          WHERE t.typnamespace = to_regnamespace(quote_ident(current_schema())) AND t.typtype IN ('d', 'e', 'r')
            AND NOT EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
          UNION ALL
          SELECT 'index', c.relname, t.relname,
            pg_get_indexdef(c.oid, 0, true) || CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END
          FROM relations AS c
          JOIN pg_index AS i ON i.indexrelid = c.oid
          JOIN pg_class AS t ON t.oid = i.indrelid
          WHERE NOT EXISTS (
            SELECT FROM pg_constraint AS k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))
          UNION ALL
          SELECT 'trigger', g.tgname || ' on ' || c.relname, c.relname, pg_get_triggerdef(g.oid, true) || g.tgenabled::text
          FROM relations AS c
          JOIN pg_trigger AS g ON g.tgrelid = c.oid
          WHERE NOT g.tgisinternal
          UNION ALL
          SELECT 'rule', r.rulename || ' on ' || c.relname, c.relname, pg_get_ruledef(r.oid, true)
          FROM relations AS c
          JOIN pg_rewrite AS r ON r.ev_class = c.oid
          WHERE r.rulename <> '_RETURN'
          UNION ALL
          SELECT 'policy', p.polname || ' on ' || c.relname, c.relname, ''
          FROM relations AS c
          JOIN pg_policy AS p ON p.polrelid = c.oid
          UNION ALL
          SELECT 'function', p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', NULL,
            concat_ws(' ', pg_get_function_result(p.oid), l.lanname, p.provolatile::text, p.prosecdef::text,
              replace(array_to_string(p.proconfig, ' '), quote_ident(current_schema()), '(its schema)'), p.prosrc)
          FROM pg_proc AS p
          JOIN pg_language AS l ON l.oid = p.prolang
          WHERE p.pronamespace = to_regnamespace(quote_ident(current_schema()))
            AND NOT EXISTS (SELECT FROM members AS m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
        ) AS objects
        ORDER BY kind COLLATE "C", name COLLATE "C"
        """
}
