import SlipwayCore

/// Batches and rollouts, and every update session on its way through them.
package struct UpdateService: Sendable {
    let repository: any Repository
    let settings: ServiceSettings
    let reports: DeviceReportBuffer
    let identifiers: IdentifierSource
    let firmwareCache: FirmwareCache?
    let clock: DatabaseClock
    let refusedReports = RefusedReports()

    init(
        repository: any Repository, settings: ServiceSettings, reports: DeviceReportBuffer,
        identifiers: IdentifierSource, firmwareCache: FirmwareCache?, clock: DatabaseClock
    ) {
        self.repository = repository
        self.settings = settings
        self.reports = reports
        self.identifiers = identifiers
        self.firmwareCache = firmwareCache
        self.clock = clock
    }

    /// Stops a session that has not flashed; a repeat changes nothing.
    ///
    /// - Parameter reason: for the record; may be empty.
    /// - Throws: UPDATE_008, UPDATE_013, REQUEST_001.
    package func cancelSession(
        _ id: SessionID, reason: String = "", as principal: Principal
    ) async throws -> UpdateSession {
        try principal.require(.updatesStop, or: .updatesWrite)
        let faults = FieldRule.text.faults(of: reason, field: "reason")
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let failure: SessionFailure =
            reason.allSatisfy(\.isWhitespace)
            ? .cancelled(by: principal) : .cancelled(by: principal, reason: reason)
        let settings = settings
        return try await repository.write { transaction in
            try SessionStep.retryingRaces {
                guard let context = try transaction.sessionContext(id),
                    principal.organization.contains(context.device.organizationID)
                else { throw SlipwayError.sessionNotFound(id.description) }
                switch try context.session.updateStatus.after(.cancelled) {
                case .unchanged: return context.session
                case .moved(let state, let effects):
                    let step = SessionStep(
                        of: context, to: state, effects: effects, failure: failure, isReport: false)
                    return try step.carryOut(by: principal, settings: settings, in: transaction)
                }
            }
        }
    }
}
