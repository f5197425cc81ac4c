import SlipwayCore

extension SQLTransaction {
    package func withChunk<Value>(
        _ number: Int, ofSHA256 sha256: String, _ body: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value? {
        try storedChunk(number, ofSHA256: sha256, body)
    }

    package func storedChunk<Value>(
        _ number: Int, ofSHA256 sha256: String, _ body: (UnsafeRawBufferPointer) throws -> Value
    ) throws -> Value? {
        try first(
            """
            SELECT bytes
            FROM firmware_chunks
            WHERE sha256 = $1 AND number = $2
            """, [sha256, number]
        ) { try $0.withBytes(body) }
    }

    package func storedChunks(ofSHA256 sha256: String) throws -> (count: Int, bytes: Int64) {
        try first(
            """
            SELECT count(*), COALESCE(sum(length(bytes)), 0)
            FROM firmware_chunks
            WHERE sha256 = $1
            """, [sha256]
        ) { (count: try $0.int(), bytes: try $0.int64()) } ?? (count: 0, bytes: 0)
    }

    package func beginUpload(ofSHA256 sha256: String) throws {
        try execute(
            """
            INSERT INTO firmware_uploads (sha256, started_at, updated_at)
            VALUES ($1, $2, $2)
            ON CONFLICT (sha256) DO UPDATE SET updated_at = excluded.updated_at
            """, [sha256, now])
    }

    package func store(chunk bytes: [UInt8], number: Int, ofSHA256 sha256: String) throws {
        try execute(
            """
            INSERT INTO firmware_chunks (sha256, number, bytes)
            VALUES ($1, $2, $3)
            ON CONFLICT (sha256, number) DO NOTHING
            """, [sha256, number, SQLBytes(bytes)])
        try execute(
            """
            UPDATE firmware_uploads
            SET updated_at = $2
            WHERE sha256 = $1
            """, [sha256, now])
    }

    package func endUpload(ofSHA256 sha256: String) throws {
        try execute("DELETE FROM firmware_uploads WHERE sha256 = $1", [sha256])
    }

    package func idleUploads(since instant: Timestamp, after sha256: String?, limit: Int) throws -> [String] {
        try rows(
            """
            SELECT sha256
            FROM firmware_uploads
            WHERE sha256 > $1
              AND \(dialect.unindexed("updated_at")) <= $2
            ORDER BY sha256
            LIMIT $3
            """, [sha256 ?? "", instant, limit]
        ) { try $0.text() }
    }

    package func discardUpload(ofSHA256 sha256: String, idleSince instant: Timestamp, limit: Int) throws -> Int {
        let removed = try changes(
            of: """
                DELETE FROM firmware_chunks
                WHERE sha256 = $1
                  AND number IN (
                    SELECT c.number
                    FROM firmware_uploads AS u
                    JOIN firmware_chunks AS c ON c.sha256 = u.sha256
                    WHERE u.sha256 = $1
                      AND u.updated_at <= $2
                      AND NOT EXISTS (SELECT 1 FROM firmware_releases AS f WHERE f.checksum = u.sha256)
                    ORDER BY c.number
                    LIMIT $3\(locking("u", .exclusive)))
                """, [sha256, instant, limit])
        try execute(
            """
            DELETE FROM firmware_uploads AS u
            WHERE u.sha256 = $1
              AND u.updated_at <= $2
              AND (NOT EXISTS (SELECT 1 FROM firmware_chunks AS c WHERE c.sha256 = u.sha256)
                OR EXISTS (SELECT 1 FROM firmware_releases AS f WHERE f.checksum = u.sha256))
            """, [sha256, instant])
        return removed
    }
}
