import CLibPQ
import Logging

/// One open connection with the statements that it has prepared; everything on it blocks, and ends by its deadline.
final class PostgresSession {
    let connection: OpaquePointer
    let answering: Duration
    /// What each transaction has to set for itself; none where the connection keeps it.
    private(set) var transactionSettings: PostgresStatement?
    /// Whether the server keeps statements: a pooler may lend us another connection for the next transaction.
    private(set) var keepsStatements = true
    /// The names of the statements that the server keeps for us, by their text.
    var prepared: [String: String] = [:]
    /// How many names were given away, among them those of statements that the server did not take.
    var preparedNames = 0
    let roundTrips: RoundTrips
    private let notices: NoticeLog

    /// Connects to the first of its hosts that serves; each has its time.
    static func open(
        _ location: PostgresLocation, limits: PostgresLimits, roundTrips: RoundTrips = RoundTrips(), logger: Logger
    ) throws(PostgresFault) -> PostgresSession {
        var fault = PostgresFault(.unreached)
        for host in location.hosts {
            do {
                return try PostgresSession(
                    location, at: host, limits: limits, roundTrips: roundTrips, logger: logger)
            } catch {
                guard error.isUnreachable else { throw error }
                fault = error
            }
        }
        throw fault
    }

    /// - Parameter host: settings that go before those of the location.
    private init(
        _ location: PostgresLocation, at host: [String: String], limits: PostgresLimits, roundTrips: RoundTrips,
        logger: Logger
    ) throws(PostgresFault) {
        answering = limits.answering
        self.roundTrips = roundTrips
        notices = NoticeLog(logger: logger)
        guard let connection = Self.start(location, at: host) else { throw PostgresFault(.unreached, "out of memory") }
        // From here on every way out ends the connection.
        self.connection = connection
        notices.listen(to: connection)
        guard !isMisconfigured else { throw PostgresFault(.misconfigured, errorMessage) }
        // Before a server lets us in, its SQLSTATE stands nowhere but in its message, and there only if asked for.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        if !limits.allowsUnprovenServers { try requireProvenServer() }
        try connect(within: limits.connecting)
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
        guard PQsetnonblocking(connection, 1) == 0 else { throw PostgresFault(.lost) }
        try prepareSettings(limits)
    }

    deinit { PQfinish(connection) }

    var cancelRequest: CancelRequest? { CancelRequest(for: connection) }

    var isOpen: Bool { PQstatus(connection) == CONNECTION_OK }

    /// Whether a transaction is still open.
    var isInTransaction: Bool { PQtransactionStatus(connection) != PQTRANS_IDLE }

    private static func start(_ location: PostgresLocation, at host: [String: String]) -> OpaquePointer? {
        let settings =
            [
                ("dbname", location.connectionInfo), ("client_encoding", "UTF8"),
                ("fallback_application_name", "slipway"),
            ] + host.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return withCStrings(settings.map(\.0)) { keywords in
            withCStrings(settings.map(\.1)) { values in PQconnectStartParams(keywords, values, 1) }
        }
    }

    /// A certificate proves a server on another machine; nothing has been sent to it so far.
    private func requireProvenServer() throws(PostgresFault) {
        guard let options = PQconninfo(connection) else { throw PostgresFault(.lost) }
        defer { PQconninfoFree(options) }
        let values = PostgresLocation.values(of: options)
        // The address is where libpq goes, whatever the name says.
        let hosts = (values["hostaddr"] ?? values["host"] ?? "").split(separator: ",").map(String.init)
        let isNear = hosts.allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("@") || Self.ownNames.contains($0) }
        guard isNear || values["sslmode"] == "verify-full" else { throw PostgresFault(.unproven) }
    }

    private static let ownNames: Set<String> = ["localhost", "127.0.0.1", "::1"]

    private func connect(within time: Duration) throws(PostgresFault) {
        let wait = SocketWait(atMost: time)
        var state = PGRES_POLLING_WRITING
        var isSecuring = false
        while true {
            guard PQstatus(connection) != CONNECTION_BAD else { throw connectionFault(isSecuring: isSecuring) }
            switch state {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: try wait(for: .reading, of: connection)
            case PGRES_POLLING_WRITING: try wait(for: .writing, of: connection)
            default: throw connectionFault(isSecuring: isSecuring)
            }
            isSecuring = PQstatus(connection) == CONNECTION_SSL_STARTUP
            state = PQconnectPoll(connection)
        }
    }

    /// Whether libpq did not get as far as to try: what it says then names no place.
    private var isMisconfigured: Bool {
        guard PQstatus(connection) == CONNECTION_BAD else { return false }
        guard let place = PQhost(connection).map({ String(cString: $0) }), !place.isEmpty else { return true }
        return !errorMessage.contains(place)
    }

    private func connectionFault(isSecuring: Bool) -> PostgresFault {
        // That there was none to give libpq says by itself, before the server could.
        if PQconnectionNeedsPassword(connection) == 1 {
            return PostgresFault(.refused(sqlState: "28P01"), errorMessage)
        }
        return PostgresFault(connecting: errorMessage, isSecuring: isSecuring)
    }

    /// In one line.
    var errorMessage: String {
        let message = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        return message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private func prepareSettings(_ limits: PostgresLimits) throws(PostgresFault) {
        // The server gives up a little later than we do, so that nothing goes on there whose caller has gone.
        //
        // A plan that is kept since a table was small would read all of it however large it gets, though there is an index
        // for what we ask. Where there is none, the price that this puts on the table would look worth compiling for.
        let answering = Int64(limits.answering / .milliseconds(1)) + 1_000
        let locking = max(1, Int64(min(limits.locking, limits.answering * 2 / 3) / .milliseconds(1)))
        let settings = [
            ("statement_timeout", "\(answering)"), ("lock_timeout", "\(locking)"),
            ("idle_in_transaction_session_timeout", "\(answering)"), ("enable_seqscan", "off"), ("jit", "off"),
            ("TimeZone", "UTC"),
        ]
        if try isPooled() {
            keepsStatements = false
            let calls = settings.map { "set_config('\($0)', '\($1)', true)" }
            transactionSettings = PostgresStatement(
                "SELECT \(calls.joined(separator: ", "))", [], isKept: false, isQuick: true)
        } else {
            _ = try run(settings.map { "SET \($0) = '\($1)'" }.joined(separator: "; "))
        }
    }

    /// Whether a pooler such as PgBouncer stands between us and the server, which others use after us: it makes up the
    /// number of the process that a connection begins with.
    private func isPooled() throws(PostgresFault) -> Bool {
        let own = try run("SELECT pg_backend_pid()").last?.withBytes(row: 0, column: 0) { bytes in
            bytes.flatMap { Int32(String(decoding: $0, as: UTF8.self)) }
        }
        return own != PQbackendPID(connection)
    }
}

/// Texts as C wants a list of them, with NULL at its end.
func withCStrings<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Value) -> Value {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
        starts.append(bytes.count)
        bytes += text.utf8.map { CChar(bitPattern: $0) } + [0]
    }
    return bytes.withUnsafeBufferPointer { buffer in
        let pointers = starts.map { buffer.baseAddress?.advanced(by: $0) } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
