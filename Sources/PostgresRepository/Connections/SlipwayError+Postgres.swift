import SlipwayCore

extension SlipwayError {
    /// The only place that says what a fault of the database means; neither any SQL nor its text leaves it, but for
    /// what libpq says before anything was sent.
    ///
    /// - Parameter place: the database as people may see it.
    init(_ fault: PostgresFault, address: String) {
        self =
            switch fault.cause {
            case .unreached: .databaseUnavailable("no server answers at \(address)")
            case .untrusted, .misconfigured: .databaseUnavailable(fault.oneLine)
            case .lost: .databaseUnavailable("the connection to \(address) is lost")
            case .late: .databaseUnavailable("no answer in time from \(address)")
            case .unproven: .databaseUnavailable("\(address) is on another machine: that needs sslmode=verify-full")
            case .garbled: .databaseUnavailable("\(address) answered in an unknown way")
            case .refused(let state): SlipwayError(sqlState: state, address: address)
            }
    }

    private init(sqlState state: String, address: String) {
        self =
            switch state {
            case "25006": .databaseReadOnly
            case "28000", "28P01": .databaseUnavailable("the user or the password is not accepted by \(address)")
            case "3D000": .databaseUnavailable("there is no database \(address)")
            case "40001", "40P01": .contended
            case "42501": .databaseForbidden("this user may not do that in \(address)")
            case "42P01", "3F000": .schemaMissing(address)
            case "53100": .databaseFull
            case "53300": .databaseUnavailable("no more connections are taken by \(address)")
            case "55P03": .rowsLocked
            case "57014": .databaseUnavailable("the work was interrupted")
            case _ where state.hasPrefix("08"): .databaseUnavailable("the connection to \(address) is lost")
            case _ where state.hasPrefix("23"): .ruleBroken
            case _ where state.hasPrefix("57P"): .databaseUnavailable("the server is starting or stopping: \(address)")
            default: .databaseUnavailable("it failed unexpectedly (\(state))")
            }
    }
}
