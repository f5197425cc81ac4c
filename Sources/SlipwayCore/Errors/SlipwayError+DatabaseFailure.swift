extension SlipwayError {
    /// How the database keeps what was asked from being done.
    package enum DatabaseFailure: Hashable, Sendable {
        /// No answer came, for the reason given: what was asked may have been carried out, and may be asked again.
        case away(String)
        /// It cannot be used as it is, such as a full disk or another program's file: nothing was carried out.
        case unusable
    }

    /// None where the database works and what was asked of it is refused.
    package var databaseFailure: DatabaseFailure? {
        switch self {
        case .databaseUnavailable(let detail): .away(detail)
        case .notADatabase, .schemaMissing, .schemaNewer, .databaseReadOnly, .databaseFull, .databaseNotFound,
            .databaseForbidden, .schemaAltered:
            .unusable
        case .deviceNotFound, .deviceAlreadyRegistered, .deviceInactive, .updatesDisabled, .firmwareNotFound,
            .firmwareNotApproved, .belowMinimumVersion, .badVersion, .firmwareTooLarge, .firmwareVersionExists,
            .illegalReleaseTransition, .hardwareNotSupported, .firmwareInvalid, .firmwareBytesDamaged,
            .firmwareNotAvailable, .firmwareBytesExist, .lastSigningKey, .versionNotComparable, .versionAmbiguous,
            .updateAlreadyInProgress, .noUpdateAvailable, .checksumMismatch, .notDownloadable, .notCompletable,
            .sessionNotFound, .notAcknowledgeable, .notFlashable, .notFailable, .noProgressHere, .notCancellable, .held,
            .noValidDevices, .batchNotFound, .illegalBatchTransition, .nothingToRetry, .planDrifted,
            .rolloutNotFound, .illegalRolloutTransition, .illegalWaveTransition, .needsAnotherPerson, .rolloutChanged,
            .gateBroken, .notReversible, .noTargets, .templateNotFound,
            .organizationNotFound, .organizationInactive,
            .deviceLimitReached, .organizationNameRequired, .organizationNameTaken, .invalidToken, .tokenExpired,
            .missingScope, .tokenNotFound, .telemetryTypeMissing,
            .invalidRequest, .requestKeyReused, .ruleBroken:
            nil
        }
    }

    /// Whether the database as a whole fails, rather than one of the records that were worked on.
    package var isOutage: Bool {
        databaseFailure != nil && ![.unknownValue, .rowsLocked, .contended].contains(self)
    }
}
