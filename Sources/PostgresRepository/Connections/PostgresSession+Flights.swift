import CLibPQ
import SQLStorage

/// Statements that fly together: all are sent before the first is answered, which takes one round trip.
extension PostgresSession {
    /// What an answer is awaited of.
    private enum Part {
        /// The server was asked to keep a statement under a name.
        case preparation(sql: String, name: String)
        case statement
    }

    /// The answers to all of them, in their order. Outside of a transaction block they are one transaction. A new one is
    /// prepared on the same flight.
    ///
    /// Each has its time from the answer before it.
    func answers(to statements: [PostgresStatement]) throws(FlightFault) -> [PostgresResult] {
        roundTrips.begin()
        let parts: [Part]
        do throws(PostgresFault) {
            parts = try send(statements)
            try flush(SocketWait(atMost: answering))
        } catch {
            throw FlightFault(fault: error, position: 0)
        }
        return try land(parts)
    }

    private func send(_ statements: [PostgresStatement]) throws(PostgresFault) -> [Part] {
        guard PQenterPipelineMode(connection) == 1 else { throw brokenConnection() }
        var parts: [Part] = []
        var names: [String: String] = [:]
        for (index, statement) in statements.enumerated() {
            var name = keepsStatements && statement.isKept ? prepared[statement.sql] ?? names[statement.sql] : nil
            if name == nil, keepsStatements, statement.isKept {
                let new = "s\(preparedNames)"
                preparedNames += 1
                guard PQsendPrepare(connection, new, statement.sql, Int32(statement.values.count), nil) == 1 else {
                    throw brokenConnection()
                }
                parts.append(.preparation(sql: statement.sql, name: new))
                names[statement.sql] = new
                name = new
            }
            try send(statement, as: name)
            parts.append(.statement)
            // Otherwise it would be heard of only with the last one, as if that had taken all the time.
            if !statement.isQuick, index < statements.count - 1, PQsendFlushRequest(connection) != 1 {
                throw brokenConnection()
            }
        }
        guard PQpipelineSync(connection) == 1 else { throw brokenConnection() }
        return parts
    }

    /// - Parameter name: under which the server keeps it.
    private func send(_ statement: PostgresStatement, as name: String?) throws(PostgresFault) {
        let count = Int32(statement.values.count)
        let isSent = SQLBinding(statement.values).withPointers { pointers, lengths, formats in
            if let name {
                PQsendQueryPrepared(connection, name, count, pointers, lengths, formats, 1)
            } else {
                PQsendQueryParams(connection, statement.sql, count, nil, pointers, lengths, formats, 1)
            }
        }
        guard isSent == 1 else { throw brokenConnection() }
    }

    /// Everything is read to its end, whatever fails, so that the connection is ready for the next flight.
    private func land(_ parts: [Part]) throws(FlightFault) -> [PostgresResult] {
        var results: [PostgresResult] = []
        var fault: PostgresFault?
        do throws(PostgresFault) {
            for part in parts {
                let wait = SocketWait(atMost: answering)
                guard let result = try nextResult(wait) else { throw brokenConnection() }
                // The server passes over what follows the first that failed.
                fault = fault ?? result.fault
                while try nextResult(wait) != nil {}
                if fault != nil { continue }
                switch part {
                case .preparation(let sql, let name): prepared[sql] = name
                case .statement: results.append(result)
                }
            }
            guard try nextResult(SocketWait(atMost: answering))?.endsFlight == true,
                PQexitPipelineMode(connection) == 1
            else { throw brokenConnection() }
        } catch {
            // What the server has said of the end of the connection says more than that it has ended.
            throw FlightFault(fault: fault ?? error, position: results.count)
        }
        if let fault { throw FlightFault(fault: fault, position: results.count) }
        return results
    }
}
