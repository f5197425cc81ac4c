import CLibPQ
import SQLStorage

extension PostgresSession {
    /// Statements without parameters, several of them separated by semicolons.
    ///
    /// - Returns: the answer to each.
    func run(_ statements: String) throws(PostgresFault) -> [PostgresResult] {
        roundTrips.begin()
        let wait = SocketWait(atMost: answering)
        guard PQsendQuery(connection, statements) == 1 else { throw brokenConnection() }
        return try answers(wait)
    }

    /// One statement by itself.
    func execute(_ sql: String, _ values: [SQLValue], isKept: Bool) throws(PostgresFault) -> PostgresResult {
        do throws(FlightFault) {
            guard let result = try answers(to: [PostgresStatement(sql, values, isKept: isKept)]).last else {
                throw FlightFault(fault: PostgresFault(.garbled), position: 0)
            }
            return result
        } catch {
            throw error.fault
        }
    }

    /// Everything is read to its end, whatever fails, so that the connection is ready for the next statement.
    private func answers(_ wait: SocketWait) throws(PostgresFault) -> [PostgresResult] {
        try flush(wait)
        var results: [PostgresResult] = []
        var fault: PostgresFault?
        while let result = try nextResult(wait) {
            fault = fault ?? result.fault
            results.append(result)
        }
        if let fault { throw isOpen ? fault : PostgresFault(.lost, fault.detail) }
        return results
    }

    /// - Returns: none where the answer ends.
    func nextResult(_ wait: SocketWait) throws(PostgresFault) -> PostgresResult? {
        while PQisBusy(connection) == 1 {
            try wait(for: .reading, of: connection)
            guard PQconsumeInput(connection) == 1 else { throw brokenConnection() }
        }
        return PQgetResult(connection).map { PostgresResult($0) }
    }

    func flush(_ wait: SocketWait) throws(PostgresFault) {
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

    func brokenConnection() -> PostgresFault {
        PostgresFault(.lost, errorMessage)
    }
}
