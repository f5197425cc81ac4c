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
    /// - Parameter isSpelledOtherwise: whether what exists is equal, and another text.
    case firmwareVersionExists(String, isSpelledOtherwise: Bool = false)
    case illegalReleaseTransition(version: String, from: FirmwareReleaseStatus, to: FirmwareReleaseStatus)
    case hardwareNotSupported(String)
    case firmwareInvalid(FirmwareFault)
    case firmwareBytesDamaged(version: String)
    /// It belongs to another organization than the device.
    case firmwareNotAvailable(device: String)
    /// Other versions have them; nothing says that this is meant.
    case firmwareBytesExist(version: String, others: [String])
    /// Without it releases would need no signature any more; nothing says that this is meant.
    case lastSigningKey(String)
    /// A minimum version is asked for, and the device's own cannot be compared with it.
    case versionNotComparable(current: String, minimum: String)
    /// Several releases are equal to what was named; by version and id.
    case versionAmbiguous(String, of: [FirmwareRelease])

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
    /// None of its devices failed, fell back or is lost.
    case nothingToRetry(batch: String)
    /// It would do something else than was expected: what it would do now.
    case planDrifted(BatchPlan)

    case rolloutNotFound(String)
    /// By its name or its id.
    case templateNotFound(String)
    case illegalRolloutTransition(from: RolloutState, event: String)
    case illegalWaveTransition(WaveID, from: WaveState, event: String)
    /// A rollout would have no device.
    case noTargets
    /// Its devices cannot go back, for every fault: those of a release are named by its version.
    case notReversible([FieldFault])
    /// Of two persons one alone; why it is not another one.
    case needsAnotherPerson(String)
    /// It is not what was looked at: the revision that it is now.
    case rolloutChanged(revision: Int)
    /// It goes on only where what is bad is accepted.
    case gateBroken(String)

    case organizationNotFound(String)
    case organizationInactive(String)
    case deviceLimitReached(organization: String, limit: Int)
    case organizationNameRequired
    case organizationNameTaken(String)

    case invalidToken
    case tokenExpired
    /// - Parameter overAll: whether it is needed for all organizations, since what is changed belongs to them all.
    case missingScope(Scope, overAll: Bool = false)
    case tokenNotFound(String)

    /// Messages that are no objects with a text `ev`.
    case telemetryTypeMissing([FieldFault])

    case invalidRequest([FieldFault])
    /// A key that stands for another request.
    case requestKeyReused(String)

    case databaseUnavailable(String)
    case notADatabase(String)
    /// - Parameter isOlder: whether it has the schema of an older program, rather than none.
    case schemaMissing(String, isOlder: Bool = false)
    case schemaNewer(found: String)
    case databaseReadOnly
    case databaseFull
    case databaseNotFound(String)
    /// Its user has not the right.
    case databaseForbidden(String)
    /// An upgrade would meet what was altered by hand.
    case schemaAltered([SchemaFault])
    /// A constraint of the schema refused a change; nothing was changed.
    case ruleBroken
}

extension SlipwayError {
    /// A row that only a newer or a damaged program can have written.
    package static let unknownValue = databaseUnavailable("it holds a value that this version does not know")

    package static let foreignAnchor = invalidRequest([
        FieldFault(field: "cursor", fault: "does not belong to this list")
    ])

    /// Another transaction holds rows that the work needs, whatever the database that keeps them.
    package static let rowsLocked = databaseUnavailable("another program has been writing for too long")
    /// Several transactions got in each other's way, again and again.
    package static let contended = databaseUnavailable("others keep changing the same rows")
}
