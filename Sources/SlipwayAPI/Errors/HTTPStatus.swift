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
        case .sessionNotFound, .batchNotFound, .tokenNotFound: .notFound
        case .belowMinimumVersion, .badVersion, .hardwareNotSupported, .noValidDevices,
            .checksumMismatch, .organizationNameRequired, .telemetryTypeMissing, .invalidRequest:
            .badRequest
        case .invalidToken, .tokenExpired: .unauthorized
        case .missingScope: .forbidden
        case .deviceAlreadyRegistered, .deviceInactive, .updatesDisabled, .firmwareNotApproved, .firmwareVersionExists,
            .illegalReleaseTransition, .firmwareBytesDamaged, .updateAlreadyInProgress, .noUpdateAvailable,
            .notDownloadable, .notCompletable, .notAcknowledgeable, .notFlashable, .notFailable, .noProgressHere,
            .notCancellable, .held, .illegalBatchTransition, .nothingToRetry, .organizationInactive,
            .deviceLimitReached, .organizationNameTaken:
            .conflict
        case .firmwareTooLarge: .contentTooLarge
        case .databaseUnavailable, .notADatabase, .schemaMissing, .schemaNewer, .databaseReadOnly, .databaseFull,
            .databaseNotFound, .databaseForbidden:
            .serviceUnavailable
        }
    }
}
