import SlipwayCore

extension SlipwayError {
    /// The only place that says what a fault of the database means; neither its text nor any SQL leaves it.
    ///
    /// - Parameter place: the database as people may see it.
    init(_ fault: PostgresFault, place: String) {
        self =
            switch fault.cause {
            case .unreached: .databaseUnavailable("no server answers at \(place)")
            case .lost: .databaseUnavailable("the connection to \(place) is lost")
            case .late: .databaseUnavailable("no answer in time from \(place)")
            case .unproven: .databaseUnavailable("\(place) is on another machine: that needs sslmode=verify-full")
            case .garbled: .databaseUnavailable("\(place) answered in an unknown way")
            case .refused(let state): SlipwayError(sqlState: state, place: place)
            }
    }

    private init(sqlState state: String, place: String) {
        self =
            switch state {
            case "25006": .databaseReadOnly
            case "28000", "28P01": .databaseUnavailable("the user or the password is not accepted by \(place)")
            case "3D000": .databaseUnavailable("there is no database \(place)")
            case "40001", "40P01": .databaseUnavailable("others keep changing the same rows")
            case "42501": .databaseForbidden("this user may not do that in \(place)")
            case "42P01", "3F000": .schemaMissing(place)
            case "53100": .databaseFull
            case "53300": .databaseUnavailable("no more connections are taken by \(place)")
            case "55P03": .databaseUnavailable("another program has been writing for too long")
            case "57014": .databaseUnavailable("the work was interrupted")
            case _ where state.hasPrefix("08"): .databaseUnavailable("the connection to \(place) is lost")
            case _ where state.hasPrefix("23"): .brokenRule
            case _ where state.hasPrefix("57P"): .databaseUnavailable("the server is starting or stopping: \(place)")
            default: .databaseUnavailable("it failed unexpectedly (\(state))")
            }
    }
}
