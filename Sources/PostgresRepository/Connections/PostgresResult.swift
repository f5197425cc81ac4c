import CLibPQ

/// The answer to one statement, in the binary format.
final class PostgresResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var count: Int { Int(PQntuples(handle)) }

    /// Whether all statements that were sent together are answered.
    var endsFlight: Bool { PQresultStatus(handle) == PGRES_PIPELINE_SYNC }

    var columns: Int { Int(PQnfields(handle)) }

    /// How many rows a statement has changed; those of triggers are not counted.
    var changes: Int { PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// `COMMIT`, `INSERT 0 1` and so on.
    var command: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// None where all is well.
    var fault: PostgresFault? {
        switch PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY: return nil
        case PGRES_FATAL_ERROR:
            let detail = PQresultErrorMessage(handle).map { String(cString: $0) } ?? ""
            // An error that the server did not send is libpq's own: the connection is gone.
            guard let state = shim_sql_state(handle).map({ String(cString: $0) }) else {
                return PostgresFault(.lost, detail)
            }
            return PostgresFault(.refused(sqlState: state), detail)
        default: return PostgresFault(.garbled)
        }
    }

    /// The bytes of one value, valid while `body` runs; none for NULL.
    func withBytes<Value>(
        row: Int, column: Int, _ body: (UnsafeRawBufferPointer?) throws -> Value
    ) rethrows -> Value {
        let (row, column) = (Int32(row), Int32(column))
        guard PQgetisnull(handle, row, column) == 0, let bytes = PQgetvalue(handle, row, column) else {
            return try body(nil)
        }
        return try body(UnsafeRawBufferPointer(start: bytes, count: Int(PQgetlength(handle, row, column))))
    }
}
