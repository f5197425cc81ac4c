import CLibPQ

/// A connection of its own for COPY, which the repository has no use for.
final class CopyConnection {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let handle: OpaquePointer

    init(_ database: String) throws {
        guard let handle = PQconnectdb(database) else { throw Failure(description: "out of memory") }
        self.handle = handle
        guard PQstatus(handle) == CONNECTION_OK else { throw failure() }
    }

    deinit { PQfinish(handle) }

    /// - Parameter rows: in the text format, with the columns below.
    func copyDevices(_ rows: String) throws {
        let begun = PQexec(
            handle,
            """
            COPY devices (
              device_uid, serial_number, organization_id, organization_name, hardware_version, token_hash, created_at,
              updated_at) FROM STDIN
            """)
        defer { PQclear(begun) }
        guard PQresultStatus(begun) == PGRES_COPY_IN,
            rows.withCString({ PQputCopyData(handle, $0, Int32(rows.utf8.count)) }) == 1,
            PQputCopyEnd(handle, nil) == 1
        else { throw failure() }
        while let result = PQgetResult(handle) {
            defer { PQclear(result) }
            guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw failure() }
        }
    }

    private func failure() -> Failure {
        Failure(description: PQerrorMessage(handle).map { String(cString: $0) } ?? "no connection")
    }
}
