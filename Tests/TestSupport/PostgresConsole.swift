import CLibPQ
import Dispatch

/// Statements below the port, by the plainest means that libpq has, and so independent of what is tested.
package actor PostgresConsole {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private final class Queue: SerialExecutor {
        private let queue = DispatchQueue(label: "slipway.postgres.console")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }

    private let queue = Queue()
    private let connectionInfo: String
    private var connection: Connection?

    package init(_ connectionInfo: String) {
        self.connectionInfo = connectionInfo
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// - Returns: the rows of the last statement; `NULL` for a NULL.
    @discardableResult
    package func run(_ sql: String) throws -> [[String]] {
        let result = PQexec(try opened(), sql)
        defer { PQclear(result) }
        let status = PQresultStatus(result)
        guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
            throw Failure(description: PQresultErrorMessage(result).map { String(cString: $0) } ?? "no result")
        }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) == 1
                    ? "NULL" : PQgetvalue(result, row, column).map { String(cString: $0) } ?? ""
            }
        }
    }

    /// Ends the connection, so that others may have the database for themselves; it comes back by itself.
    package func disconnect() { connection = nil }

    private func opened() throws -> OpaquePointer {
        if let connection, PQstatus(connection.handle) == CONNECTION_OK { return connection.handle }
        guard let handle = PQconnectdb(connectionInfo) else { throw Failure(description: "out of memory") }
        let made = Connection(handle)
        guard PQstatus(handle) == CONNECTION_OK else {
            throw Failure(description: PQerrorMessage(handle).map { String(cString: $0) } ?? "no connection")
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        connection = made
        return handle
    }

    private final class Connection {
        let handle: OpaquePointer

        init(_ handle: OpaquePointer) { self.handle = handle }

        deinit { PQfinish(handle) }
    }
}
