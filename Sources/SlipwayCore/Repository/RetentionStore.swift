package protocol RetentionReader {
    func hasTelemetry(olderThan instant: Timestamp) throws -> Bool
    /// Whether the oldest event is older.
    func hasEvents(olderThan instant: Timestamp) throws -> Bool
}

package protocol RetentionWriter {
    /// Removes at most `limit` messages, the oldest first.
    ///
    /// - Returns: how many were removed.
    func deleteTelemetry(olderThan instant: Timestamp, limit: Int) throws -> Int
    /// Removes those of the oldest `limit` events that are older.
    ///
    /// - Returns: how many were removed.
    func deleteEvents(olderThan instant: Timestamp, limit: Int) throws -> Int
}
