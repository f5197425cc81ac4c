import PostgresRepository
import Testing

/// What `Upgrades` in the documentation allows while old and new servers share one PostgreSQL.
@Suite struct RollingUpgradeTests {
    /// Migrations that take away what servers of the release before still use, by number; each needs a release between
    /// the one that stops using it and the one that takes it away, and says since when programs work with what is left.
    private static let contractSteps: Set<Int> = []

    /// What a migration says of a CHECK that it replaces by a wider one: an old server breaks neither, and nothing breaks it.
    private static let widenedChecks: [Int: Set<String>] = [
        10: ["update_batch_reasons_cause_check", "update_batch_reason_factors_cause_check"]
    ]

    @Test func `no migration takes from an old server what it uses`() {
        for migration in PostgresRepository.releasedMigrations.dropFirst(3) {
            if Self.contractSteps.contains(migration.number) {
                #expect(migration.sql.contains("schema_compatible_since"), "\(migration.name)")
            } else {
                let sql = RollingChange.leavingOut(
                    widened: Self.widenedChecks[migration.number] ?? [], of: migration.sql)
                #expect(RollingChange.breaks(in: sql) == [], "\(migration.name)")
            }
        }
    }

    @Test(arguments: [
        ("ALTER TABLE devices DROP COLUMN serial_number", "DROP"), ("DROP TABLE telemetry", "DROP"),
        ("ALTER TABLE devices DROP serial_number", "DROP"), ("DROP INDEX update_sessions_one_active", "DROP"),
        ("ALTER TABLE devices ALTER COLUMN active DROP DEFAULT", "DROP"),
        ("ALTER TABLE devices ALTER active DROP NOT NULL", "DROP"),
        ("ALTER TABLE rollouts RENAME COLUMN released_at TO resumed_at", "RENAME"),
        ("ALTER TABLE events ALTER COLUMN detail TYPE varchar(9)", "ALTER … TYPE"),
        ("alter table events alter detail set data type text", "ALTER … TYPE"),
        ("ALTER TABLE events ALTER COLUMN session_id SET NOT NULL", "SET NOT NULL"),
        ("ALTER TABLE devices ADD COLUMN site text NOT NULL", "ADD … NOT NULL without DEFAULT"),
        ("ALTER TABLE devices ADD site text NOT NULL, ADD b integer DEFAULT 1", "ADD … NOT NULL without DEFAULT"),
        ("ALTER TABLE devices ADD CONSTRAINT short CHECK (length(device_uid) < 9)", "ADD constraint"),
        ("ALTER TABLE devices ADD UNIQUE (token_hash)", "ADD constraint"), ("TRUNCATE workers", "TRUNCATE"),
        ("CREATE UNIQUE INDEX devices_by_hash ON devices (token_hash)", "CREATE UNIQUE INDEX on a table that is there"),
    ])
    func `what breaks an old server is found`(statement: String, kind: String) {
        #expect(RollingChange.breaks(in: "-- A reason.\n\(statement);\n") == [kind])
    }

    @Test func `a CHECK is replaced by a wider one only where that is named`() {
        let sql = "ALTER TABLE t DROP CONSTRAINT a, ADD CONSTRAINT a CHECK (x IN ('1', '2'));"
        #expect(RollingChange.breaks(in: RollingChange.leavingOut(widened: ["a"], of: sql)) == [])
        #expect(
            RollingChange.breaks(in: RollingChange.leavingOut(widened: ["b"], of: sql)) == ["DROP", "ADD constraint"])
    }

    @Test(arguments: [
        "ALTER TABLE devices ADD COLUMN site text COLLATE \"C\" NOT NULL DEFAULT ''",
        "ALTER TABLE devices ADD COLUMN retries integer, ADD COLUMN weight numeric(9, 2) NOT NULL DEFAULT 0",
        "CREATE TABLE sites (id bigint PRIMARY KEY, name text NOT NULL, UNIQUE (name), CHECK (name <> 'DROP'))",
        "CREATE TABLE sites (id bigint); CREATE UNIQUE INDEX sites_by_id ON sites (id)",
        "CREATE INDEX devices_by_hash ON devices (token_hash)",
        "-- This does not DROP or RENAME anything.\nCREATE VIEW fleet AS SELECT device_uid FROM devices",
        "INSERT INTO settings (key, value) VALUES ('a', 'TRUNCATE')",
    ])
    func `what an old server does not notice is allowed`(statement: String) {
        #expect(RollingChange.breaks(in: statement) == [])
    }
}

/// A change of the schema that a server of the release before would not survive.
private struct RollingChange {
    let kind: String
    let pattern: String

    /// The migration without what replaces these constraints under their own names.
    static func leavingOut(widened names: Set<String>, of sql: String) -> String {
        names.reduce(sql) { sql, name in
            let pattern = #"DROP CONSTRAINT \#(name),\s*ADD CONSTRAINT \#(name) CHECK \([^;]*\)(?=;)"#
            return (try? Regex(pattern)).map { sql.replacing($0, with: "VALIDATE CONSTRAINT \(name)") } ?? sql
        }
    }

    /// The kinds of such changes in a migration.
    static func breaks(in sql: String) -> [String] {
        // Neither comments nor texts are statements.
        let bare = sql.replacing(#/--[^\n]*/#, with: "").replacing(#/'(?:[^']|'')*'/#, with: "''").uppercased()
        let own = Set(bare.matches(of: #/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/#).map { String($0.output.1) })
        var kinds = all.filter { change in (try? Regex(change.pattern).firstMatch(in: bare)) != nil }.map(\.kind)
        let indexed = bare.matches(of: #/CREATE UNIQUE INDEX \w+ ON (\w+)/#).map { String($0.output.1) }
        if indexed.contains(where: { !own.contains($0) }) {
            kinds.append("CREATE UNIQUE INDEX on a table that is there")
        }
        let columns = bare.matches(of: #/\bADD (?:COLUMN )?(?:IF NOT EXISTS )?\w+ \w(?:[^,;(]|\([^)]*\))*/#)
        if columns.contains(where: { $0.output.contains("NOT NULL") && !$0.output.contains("DEFAULT") }) {
            kinds.append("ADD … NOT NULL without DEFAULT")
        }
        return kinds
    }

    private static let all = [
        RollingChange(kind: "DROP", pattern: #"\bDROP\b"#),
        RollingChange(kind: "RENAME", pattern: #"\bRENAME\b"#),
        RollingChange(kind: "ALTER … TYPE", pattern: #"\bALTER (COLUMN )?\w+ (SET DATA )?TYPE\b"#),
        RollingChange(kind: "SET NOT NULL", pattern: #"\bSET NOT NULL\b"#),
        RollingChange(
            kind: "ADD constraint", pattern: #"\bADD (CONSTRAINT|CHECK|UNIQUE|PRIMARY KEY|FOREIGN KEY|EXCLUDE)\b"#),
        RollingChange(kind: "TRUNCATE", pattern: #"\bTRUNCATE\b"#),
    ]
}
