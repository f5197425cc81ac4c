import Foundation
import SQLRecords
import SlipwayCore

extension SQLiteTransaction {
    func chunk(_ number: Int, ofSHA256 sha256: String) throws -> [UInt8]? {
        try first(
            """
            SELECT bytes
            FROM firmware_chunks
            WHERE sha256 = ? AND number = ?
            """, [sha256, number]
        ) { try $0.bytes() }
    }

    func storedChunks(ofSHA256 sha256: String) throws -> (count: Int, bytes: Int64) {
        try first(
            """
            SELECT COUNT(*), COALESCE(SUM(length(bytes)), 0)
            FROM firmware_chunks
            WHERE sha256 = ?
            """, [sha256]
        ) { (count: try $0.int(), bytes: try $0.int64()) } ?? (count: 0, bytes: 0)
    }

    func beginUpload(ofSHA256 sha256: String) throws {
        try execute(
            """
            INSERT INTO firmware_uploads (sha256, started_at, updated_at)
            VALUES (?1, ?2, ?2)
            ON CONFLICT (sha256) DO UPDATE SET updated_at = excluded.updated_at
            """, [sha256, now.milliseconds])
    }

    func store(chunk bytes: [UInt8], number: Int, ofSHA256 sha256: String) throws {
        try execute(
            """
            INSERT INTO firmware_chunks (sha256, number, bytes)
            VALUES (?, ?, ?)
            ON CONFLICT (sha256, number) DO NOTHING
            """, [sha256, number, Data(bytes)])
        try execute(
            """
            UPDATE firmware_uploads
            SET updated_at = ?2
            WHERE sha256 = ?1
            """, [sha256, now.milliseconds])
    }

    func endUpload(ofSHA256 sha256: String) throws {
        try execute("DELETE FROM firmware_uploads WHERE sha256 = ?", [sha256])
    }

    func discardUploads(idleSince instant: Timestamp, limit: Int) throws -> Int {
        let removed = try execute(
            """
            DELETE FROM firmware_chunks
            WHERE rowid IN (
              SELECT c.rowid
              FROM firmware_uploads AS u
              JOIN firmware_chunks AS c ON c.sha256 = u.sha256
              WHERE u.updated_at <= ?1
                AND NOT EXISTS (SELECT 1 FROM firmware_releases AS f WHERE f.checksum = u.sha256)
              ORDER BY u.updated_at, c.number
              LIMIT ?2)
            """, [instant.milliseconds, limit])
        // What is left without pieces, or belongs to a release after all, is no longer an upload.
        try execute(
            """
            DELETE FROM firmware_uploads
            WHERE updated_at <= ?
              AND (NOT EXISTS (SELECT 1 FROM firmware_chunks AS c WHERE c.sha256 = firmware_uploads.sha256)
                OR EXISTS (SELECT 1 FROM firmware_releases AS f WHERE f.checksum = firmware_uploads.sha256))
            """, [instant.milliseconds])
        return removed
    }
}
