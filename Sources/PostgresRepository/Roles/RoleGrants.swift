import SlipwayCore

/// Makes the roles and gives them what `TablePrivileges` says, and nothing else, in the current schema.
struct RoleGrants {
    /// Tells whether a device has a token, to logins that may read no hash (`0003 roles`).
    private static let tokenQuestion = "device_has_token(bigint, text)"

    let session: PostgresSession

    /// Safe where another program makes them at the same time, for another database of the server too.
    func make(_ roles: DatabaseRoles) throws(PostgresFault) {
        for name in [roles.reader, roles.operator] {
            _ = try session.run(
                """
                DO $do$
                BEGIN
                  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '\(name)') THEN
                    CREATE ROLE "\(name)" NOLOGIN;
                  END IF;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                  NULL;
                END
                $do$
                """)
        }
    }

    func grant(to roles: DatabaseRoles) throws(PostgresFault) {
        let (reader, worker) = (roles.reader, roles.operator)
        for statement in TablePrivileges.all.flatMap({ $0.statements(reader: reader, operator: worker) }) {
            _ = try session.run(statement)
        }
        _ = try session.run(
            """
            DO $do$
            BEGIN
              EXECUTE format('GRANT USAGE ON SCHEMA %I TO "\(reader)", "\(worker)"', current_schema());
            END
            $do$
            """)
        _ = try session.run("GRANT EXECUTE ON FUNCTION \(Self.tokenQuestion) TO \"\(worker)\"")
    }

    /// The pairs that have been given something here.
    func present() throws -> [DatabaseRoles] {
        let result = try session.execute(
            """
            SELECT DISTINCT r.rolname::text
            FROM pg_catalog.pg_class AS c
            CROSS JOIN LATERAL aclexplode(c.relacl) AS a
            JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee
            WHERE c.oid = to_regclass('schema_migrations')
            ORDER BY 1
            """, [], isKept: false)
        let names = try (0..<result.count).map { row in
            var columns = PostgresColumnReader(result, row: row)
            return try columns.text()
        }
        return names.compactMap { DatabaseRoles(reader: $0, among: Set(names)) }
    }
}
