/// What went wrong between us and the server.
struct PostgresFault: Error, Hashable {
    enum Cause: Hashable {
        /// The server refused a statement, with this SQLSTATE.
        case refused(sqlState: String)
        /// No connection could be made.
        case unreached
        /// The connection broke.
        case lost
        /// The server did not answer in time.
        case late
        /// A server on another machine that would not have to prove who it is.
        case unproven
        /// What it answered cannot be understood.
        case garbled
    }

    let cause: Cause
    /// The driver's own words, for the log and nobody else.
    let detail: String

    init(_ cause: Cause, _ detail: String = "") {
        self.cause = cause
        self.detail = detail
    }
}

extension PostgresFault {
    /// Why no connection could be made, in whatever language the server says so.
    ///
    /// - Parameter message: libpq's, with every detail: `FATAL:  28P01: …` behind where it tried, for each place.
    init(connecting message: String) {
        let states = message.matches(of: #/:  (?<state>[0-9A-Z]{5}): /#)
        self.init(states.last.map { .refused(sqlState: String($0.output.state)) } ?? .unreached, message)
    }

    /// Whether the same transaction may succeed when it runs again from its beginning.
    var isContention: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// Whether the connection is of no more use.
    var endsConnection: Bool {
        switch cause {
        case .unreached, .lost, .late, .unproven, .garbled: true
        case .refused(let state): Self.endingClasses.contains { state.hasPrefix($0) }
        }
    }

    /// Whether the server cannot be reached, rather than that it does not want to.
    var isUnreachable: Bool {
        switch cause {
        case .unreached, .lost, .late: true
        case .refused(let state): state.hasPrefix("08") || state.hasPrefix("57P")
        case .unproven, .garbled: false
        }
    }

    var sqlState: String? {
        switch cause {
        case .refused(let state): state
        case .unreached, .lost, .late, .unproven, .garbled: nil
        }
    }

    /// Broken connections, shutdowns, a transaction that stood idle for too long, and statements that the server no
    /// longer has, or has for another schema.
    private static let endingClasses = ["08", "57P", "25P03", "26000", "0A000"]
}
