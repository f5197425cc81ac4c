import CLibPQ
import SQLStorage

extension PostgresSession {
    /// Statements without parameters, several of them separated by semicolons.
    ///
    /// - Returns: the answer to each.
    func run(_ statements: String) throws(PostgresFault) -> [PostgresResult] {
        let wait = SocketWait(atMost: answering)
        guard PQsendQuery(connection, statements) == 1 else { throw brokenConnection() }
        return try answers(wait)
    }

    /// - Parameter isKept: whether the server shall keep the plan: not of those that take their shape from what a
    ///   caller wrote, for there is no end of them.
    func execute(_ sql: String, _ values: [SQLValue], isKept: Bool) throws(PostgresFault) -> PostgresResult {
        let name = isKept && keepsStatements ? try preparedName(sql, count: values.count) : nil
        let wait = SocketWait(atMost: answering)
        let isSent = SQLBinding(values).withPointers { pointers, lengths, formats in
            if let name {
                PQsendQueryPrepared(connection, name, Int32(values.count), pointers, lengths, formats, 1)
            } else {
                PQsendQueryParams(connection, sql, Int32(values.count), nil, pointers, lengths, formats, 1)
            }
        }
        guard isSent == 1 else { throw brokenConnection() }
        guard let result = try answers(wait).last else { throw PostgresFault(.garbled) }
        return result
    }

    private func preparedName(_ sql: String, count: Int) throws(PostgresFault) -> String {
        if let name = prepared[sql] { return name }
        let name = "s\(prepared.count)"
        let wait = SocketWait(atMost: answering)
        guard PQsendPrepare(connection, name, sql, Int32(count), nil) == 1 else { throw brokenConnection() }
        _ = try answers(wait)
        prepared[sql] = name
        return name
    }

    /// Everything is read to its end, whatever fails, so that the connection is ready for the next statement.
    private func answers(_ wait: SocketWait) throws(PostgresFault) -> [PostgresResult] {
        try flush(wait)
        var results: [PostgresResult] = []
        var fault: PostgresFault?
        while true {
            while PQisBusy(connection) == 1 {
                try wait(for: .reading, of: connection)
                guard PQconsumeInput(connection) == 1 else { throw brokenConnection() }
            }
            guard let handle = PQgetResult(connection) else { break }
            let result = PostgresResult(handle)
            fault = fault ?? result.fault
            results.append(result)
        }
        if let fault { throw isOpen ? fault : PostgresFault(.lost, fault.detail) }
        return results
    }

    private func flush(_ wait: SocketWait) throws(PostgresFault) {
        while true {
            switch PQflush(connection) {
            case 0: return
            case 1:
                // A server that sends before it has read all must be listened to, or both wait for ever.
                try wait(for: .both, of: connection)
                guard PQconsumeInput(connection) == 1 else { throw brokenConnection() }
            default: throw brokenConnection()
            }
        }
    }

    private func brokenConnection() -> PostgresFault {
        PostgresFault(.lost, errorMessage)
    }
}
