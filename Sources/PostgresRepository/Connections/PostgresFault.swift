/// What went wrong between us and the server.
struct PostgresFault: Error, Hashable {
    enum Cause: Hashable {
        /// The server refused a statement, with this SQLSTATE.
        case refused(sqlState: String)
        /// No connection could be made.
        case unreached
        /// A server was reached, and it or we do not trust the other: `detail` says why.
        case untrusted
        /// The settings of the address are none: `detail` says which.
        case misconfigured
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
    /// The driver's own words, for the log; for people only where the cause says so.
    let detail: String

    init(_ cause: Cause, _ detail: String = "") {
        self.cause = cause
        self.detail = detail
    }
}

extension PostgresFault {
    /// The driver's own words without line ends and tabs.
    var oneLine: String { detail.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

    /// Why no connection could be made, in whatever language the server says so.
    ///
    /// - Parameters:
    ///   - message: libpq's, with every detail: `FATAL:  28P01: …` behind where it tried, for each place.
    ///   - isSecuring: whether the server was reached, and the connection was being secured.
    init(connecting message: String, isSecuring: Bool = false) {
        let states = message.matches(of: #/:  (?<state>[0-9A-Z]{5}): /#)
        let refused = states.last.map { Cause.refused(sqlState: String($0.output.state)) }
        self.init(refused ?? (isSecuring ? .untrusted : .unreached), message)
    }

    /// Whether the same transaction may succeed when it runs again from its beginning.
    var isContention: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// Whether the connection is of no more use.
    var endsConnection: Bool {
        switch cause {
        case .unreached, .untrusted, .misconfigured, .lost, .late, .unproven, .garbled: true
        case .refused(let state): Self.endingClasses.contains { state.hasPrefix($0) }
        }
    }

    /// Whether the server cannot be reached, rather than that it does not want to.
    var isUnreachable: Bool {
        switch cause {
        case .unreached, .untrusted, .lost, .late: true
        case .refused(let state): state.hasPrefix("08") || state.hasPrefix("57P")
        case .misconfigured, .unproven, .garbled: false
        }
    }

    var sqlState: String? {
        switch cause {
        case .refused(let state): state
        case .unreached, .untrusted, .misconfigured, .lost, .late, .unproven, .garbled: nil
        }
    }

    /// Broken connections, shutdowns, a transaction that stood idle for too long, and statements that the server no
    /// longer has, or has for another schema.
    private static let endingClasses = ["08", "57P", "25P03", "26000", "0A000"]
}
