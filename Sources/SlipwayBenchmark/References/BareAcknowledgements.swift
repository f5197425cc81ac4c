import GRDBSQLite
import SlipwayCore

/// The rows of acknowledgements, written by the SQLite library with nothing around it.
final class BareAcknowledgements {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private var connection: OpaquePointer?
    private var moving: OpaquePointer?
    private var telling: OpaquePointer?
    private let now: Timestamp

    init(path: String, now: Timestamp) throws {
        self.now = now
        try check(sqlite3_open(path, &connection))
        try execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        moving = try prepared(
            """
            UPDATE update_sessions
            SET update_status = 'acknowledged', state_since = ?2, deadline_at = ?2 + 86400000, last_report_at = ?2,
              updated_at = ?2
            WHERE session_id = ?1
            """)
        telling = try prepared(
            """
            INSERT INTO events (session_id, at, actor_name, organization_id, device_id, firmware_id, rollout_id,
              update_batch_id, kind, actor_kind, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'session_acknowledged', 'device', '')
            """)
    }

    deinit {
        sqlite3_finalize(moving)
        sqlite3_finalize(telling)
        sqlite3_close(connection)
    }

    func acknowledge(_ offers: ArraySlice<WaitingFleet.Offer>, perCommit: Int) throws {
        for start in stride(from: offers.startIndex, to: offers.endIndex, by: perCommit) {
            try execute("BEGIN IMMEDIATE")
            for offer in offers[start..<min(start + perCommit, offers.endIndex)] { try acknowledge(offer) }
            try execute("COMMIT")
        }
    }

    private func acknowledge(_ offer: WaitingFleet.Offer) throws {
        for statement in [moving, telling] {
            bind(offer.session.description, at: 1, of: statement)
            sqlite3_bind_int64(statement, 2, now.milliseconds)
        }
        bind(offer.deviceUID, at: 3, of: telling)
        let batch = offer.batch
        let ids = [
            batch.organizationID?.rawValue, offer.device.rawValue, batch.firmwareID.rawValue, batch.rolloutID.rawValue,
            batch.id.rawValue,
        ]
        for (place, id) in ids.enumerated() {
            if let id { sqlite3_bind_int64(telling, Int32(4 + place), id) }
        }
        for statement in [moving, telling] {
            guard sqlite3_step(statement) == SQLITE_DONE, sqlite3_changes(connection) == 1 else { throw failure() }
            sqlite3_reset(statement)
        }
    }

    private func bind(_ text: String, at place: Int32, of statement: OpaquePointer?) {
        // SQLITE_TRANSIENT, a macro that Swift does not import: sqlite3.h defines it as -1 in the place of a function, which
        // is never called but tells the library to copy the text.
        sqlite3_bind_text(statement, place, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }

    private func prepared(_ sql: String) throws -> OpaquePointer? {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(connection, sql, -1, &statement, nil))
        return statement
    }

    private func execute(_ sql: String) throws { try check(sqlite3_exec(connection, sql, nil, nil, nil)) }

    private func check(_ code: Int32) throws {
        if code != SQLITE_OK { throw failure() }
    }

    private func failure() -> Failure { Failure(description: String(cString: sqlite3_errmsg(connection))) }
}
