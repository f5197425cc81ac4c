import SlipwayCore

extension BatchCounters {
    package static let columnNames = Figure.allCases.map(\.column)

    package init(_ row: inout some ColumnReader) throws {
        self.init()
        for figure in Figure.allCases { self[figure] = try row.int() }
    }

    /// How many sessions are in flight, with `alias` for the table that has the figures.
    package static func inFlightSum(of alias: String) -> String {
        UpdateSessionState.inFlight.compactMap(\.figure).map { "\(alias).\($0.column)" }.joined(separator: " + ")
    }
}

extension BatchCounters.Figure {
    /// Whether it counts a device, with `bd` for the device in its batch and `s` for its session, if any.
    package var condition: String {
        switch counted {
        case .all: "true"
        case .devices(let state): "bd.status = \(state.sqlName)"
        case .sessions(let state): "s.update_status = \(state.sqlName)"
        case .leftOut: "bd.status = 'failed' AND bd.reason_code NOT IN (\(ReasonCode.againstRelease.sqlNames))"
        case .verified: "bd.verified_at IS NOT NULL"
        case .fellBack: "bd.fell_back_at IS NOT NULL"
        case .lost: "bd.lost_at IS NOT NULL"
        case .silent: "bd.silent_at IS NOT NULL"
        case .silentAfterFlash: "bd.silent_in IN (\(UpdateSessionState.afterFlash.sqlNames))"
        }
    }
}
