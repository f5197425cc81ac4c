/// Everything that a service can refuse, or fail at; each case has a stable code, a sentence, and (elsewhere) a status.
package enum SlipwayError: Error, Hashable, Sendable {
    case deviceNotFound(String)
    case deviceAlreadyRegistered(field: String, value: String)
    case deviceInactive(String)
    case updatesDisabled(String)

    case firmwareNotFound(String)
    case firmwareNotApproved(version: String, status: FirmwareReleaseStatus)
    case belowMinimumVersion(current: String, minimum: String)
    case badVersion(String)
    case firmwareTooLarge(limit: Int64)
    case firmwareVersionExists(String)
    case illegalReleaseTransition(version: String, from: FirmwareReleaseStatus, to: FirmwareReleaseStatus)
    case hardwareNotSupported(String)
    case firmwareInvalid(FirmwareFault)
    case firmwareBytesDamaged(version: String)

    case updateAlreadyInProgress(String)
    case noUpdateAvailable
    case checksumMismatch
    case notDownloadable(UpdateSessionState)
    case notCompletable(UpdateSessionState)
    case sessionNotFound(String)
    case notAcknowledgeable(UpdateSessionState)
    case notFlashable(UpdateSessionState)
    case notFailable(UpdateSessionState)
    case noProgressHere(UpdateSessionState)
    case notCancellable(UpdateSessionState)
    case held(HoldReason)

    case noValidDevices(skipped: [SkippedDevice])
    case batchNotFound(String)
    case illegalBatchTransition(from: UpdateBatchState, event: String)
    /// None of its devices failed or fell back.
    case nothingToRetry(batch: String)

    case organizationNotFound(String)
    case organizationInactive(String)
    case deviceLimitReached(organization: String, limit: Int)
    case organizationNameRequired
    case organizationNameTaken(String)

    case invalidToken
    case tokenExpired
    case missingScope(Scope)
    case tokenNotFound(String)

    /// Messages that are no objects with a text `ev`.
    case telemetryTypeMissing([FieldFault])

    case invalidRequest([FieldFault])

    case databaseUnavailable(String)
    case notADatabase(String)
    case schemaMissing(String)
    case schemaNewer(found: String)
    case databaseReadOnly
    case databaseFull
    case databaseNotFound(String)
    /// Its user has not the right.
    case databaseForbidden(String)
}
