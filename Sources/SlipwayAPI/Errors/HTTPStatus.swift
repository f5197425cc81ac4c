import HTTPTypes
import SlipwayCore

extension SlipwayError {
    /// The status of an answer that refuses a request.
    ///
    /// - Parameter subject: what the request's path names.
    package func httpStatus(subject: PathSubject) -> HTTPResponse.Status {
        switch self {
        case .deviceNotFound: subject == .device ? .notFound : .badRequest
        case .firmwareNotFound: subject == .release ? .notFound : .badRequest
        case .organizationNotFound: subject == .organization ? .notFound : .badRequest
        case .firmwareInvalid(let fault): fault.isConflict ? .conflict : .badRequest
        case .sessionNotFound, .batchNotFound, .rolloutNotFound, .templateNotFound, .tokenNotFound: .notFound
        case .belowMinimumVersion, .versionNotComparable, .badVersion, .hardwareNotSupported, .firmwareNotAvailable,
            .noValidDevices, .noTargets, .checksumMismatch, .organizationNameRequired, .telemetryTypeMissing,
            .invalidRequest:
            .badRequest
        case .invalidToken, .tokenExpired: .unauthorized
        case .missingScope: .forbidden
        case .deviceAlreadyRegistered, .deviceInactive, .updatesDisabled, .firmwareNotApproved, .firmwareVersionExists,
            .firmwareBytesExist, .lastSigningKey, .versionAmbiguous, .illegalReleaseTransition, .firmwareBytesDamaged,
            .updateAlreadyInProgress, .noUpdateAvailable,
            .notDownloadable, .notCompletable, .notAcknowledgeable, .notFlashable, .notFailable, .noProgressHere,
            .notCancellable, .held, .illegalBatchTransition, .nothingToRetry, .planDrifted,
            .illegalRolloutTransition, .illegalWaveTransition, .needsAnotherPerson, .rolloutChanged, .gateBroken,
            .notReversible, .organizationInactive, .deviceLimitReached, .organizationNameTaken,
            .requestKeyReused:
            .conflict
        case .firmwareTooLarge: .contentTooLarge
        case .databaseUnavailable, .notADatabase, .schemaMissing, .schemaNewer, .databaseReadOnly, .databaseFull,
            .databaseNotFound, .databaseForbidden, .schemaAltered:
            .serviceUnavailable
        // No fault of the caller's, and none that waiting mends.
        case .ruleBroken: .internalServerError
        }
    }
}

/// What the path of a route names: where that does not exist the answer is 404, where only the body names it, 400.
package enum PathSubject: Hashable, Sendable {
    case nothing, organization, device, release
}
