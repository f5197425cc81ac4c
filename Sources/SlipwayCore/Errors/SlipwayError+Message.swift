extension SlipwayError: CustomStringConvertible {
    package var description: String { message }

    /// One sentence for a person: what is wrong, and what to do where that is not plain. Not yet safe for a terminal.
    package var message: String {
        switch self {
        case .deviceNotFound(let uid): "device \(uid) not found"
        case .deviceAlreadyRegistered(let field, let value): "\(field) \(value) is already registered"
        case .deviceInactive(let uid): "device \(uid) is inactive"
        case .updatesDisabled(let uid): "updates are switched off for device \(uid)"
        case .firmwareNotFound(let version): "firmware \(version) not found"
        case .firmwareInvalid(let fault): fault.message
        case .firmwareNotApproved(let version, let status):
            "firmware \(version) is \(status.rawValue); only an approved release can be rolled out"
        case .belowMinimumVersion(let current, let minimum):
            "version \(current.isEmpty ? "unknown" : current) is below the minimum \(minimum)"
        case .badVersion(let text): "\"\(text)\" \(FieldFault.noVersion)"
        case .firmwareTooLarge(let limit): "the firmware is larger than \(limit) bytes"
        case .firmwareVersionExists(let version, let isSpelledOtherwise):
            "firmware \(version) exists already"
                + (isSpelledOtherwise ? ", spelled differently: v, zeros and build metadata do not count" : "")
        case .illegalReleaseTransition(let version, let from, let to):
            "firmware \(version) cannot go from \(from.rawValue) to \(to.rawValue)"
        case .hardwareNotSupported(let hardware): "hardware \(hardware) is not supported by this release"
        case .firmwareBytesDamaged(let version): "the stored bytes of firmware \(version) do not match their checksum"
        case .firmwareNotAvailable(let uid):
            "the firmware belongs to another organization, and is not available to device \(uid)"
        case .firmwareBytesExist(let version, let others):
            "firmware \(version) would have the same bytes as \(others.joined(separator: ", ")); if that is meant, say so: "
                + "--allow-same-bytes, or the form field allow_same_bytes=true"
        case .lastSigningKey(let name):
            "\(name) is the last signing key, and without any, releases are approved unsigned; add the next one first, or "
                + "say that this is meant: --no-signatures"
        case .versionNotComparable(let current, let minimum):
            "version \(current) cannot be compared with the minimum \(minimum)"
        case .versionAmbiguous(let name, let releases):
            "several releases are \(name): "
                + releases.map { "\($0.version) (\(ReleaseName.id($0.id)))" }.joined(separator: ", ")
                + "; name one by its exact version or its id"
        case .updateAlreadyInProgress(let uid): "device \(uid) is already updating"
        case .noUpdateAvailable: "no update is available"
        case .checksumMismatch: "the checksum does not match the release"
        case .notDownloadable(let state): "a session that is \(state.rawValue) cannot be downloaded"
        case .notCompletable(let state): "a session that is \(state.rawValue) cannot be completed"
        case .sessionNotFound(let id): "update session \(id) not found"
        case .notAcknowledgeable(let state): "a session that is \(state.rawValue) cannot be acknowledged"
        case .notFlashable(let state): "a session that is \(state.rawValue) cannot be reported as flashed"
        case .notFailable(let state): "a session that is \(state.rawValue) cannot be reported as failed"
        case .noProgressHere(let state): "a session that is \(state.rawValue) takes no progress"
        case .notCancellable(let state): "a session that is \(state.rawValue) cannot be cancelled"
        case .held(let reason): "the session is held: \(reason.message)"
        case .noValidDevices(let skipped): Self.noValidDevices(skipped)
        case .batchNotFound(let id): "batch \(id) not found"
        case .illegalBatchTransition(let from, let event): "a batch that is \(from.rawValue) cannot be \(event)"
        case .nothingToRetry(let batch): "no device of batch \(batch) failed, fell back or is lost"
        case .planDrifted(let plan):
            "this is not the plan that was expected: \(plan.included.count) devices would update now, "
                + "with the fingerprint \(plan.fingerprint); nothing was created"
        case .rolloutNotFound(let id): "rollout \(id) not found"
        case .templateNotFound(let name): "rollout template \(name) not found"
        case .illegalRolloutTransition(let from, let event): "a rollout that is \(from.rawValue) cannot be \(event)"
        case .illegalWaveTransition(let wave, let from, let event):
            "wave \(wave.number) is \(from.rawValue), and cannot be \(event)"
        case .needsAnotherPerson(let reason): "this takes another person: \(reason)"
        case .rolloutChanged(let revision):
            "the rollout has changed meanwhile, and is revision \(revision) now: look at it again"
        // A name helps; a number is the caller's own id, and the answer to it is the seed's.
        case .gateBroken(let text): "the gate is broken; to go on, accept what is bad and give a reason: \(text)"
        case .notReversible(let faults):
            "this rollout cannot be rolled back: \(faults.map(\.description).joined(separator: "; "))"
        case .noTargets: "none of the devices can take part"
        case .organizationNotFound(let name):
            Int64(name) == nil ? "organization not found: \(name)" : "organization not found"
        case .organizationInactive(let name): "organization \(name) is inactive"
        case .deviceLimitReached(let name, let limit): "the device limit of organization \(name) (\(limit)) is reached"
        case .organizationNameRequired: "an organization needs a name"
        case .organizationNameTaken(let name): "an organization named \(name) exists already"
        case .invalidToken: "the token is missing or not valid"
        case .tokenExpired: "the token has expired"
        case .missingScope(let scope, let overAll):
            "this needs the scope \(scope.rawValue)\(overAll ? " for all organizations" : "")"
        case .tokenNotFound(let id): "access token \(id) not found"
        case .telemetryTypeMissing(let faults):
            "a telemetry message is an object with a text \"ev\": \(faults.map(\.description).joined(separator: "; "))"
        case .invalidRequest(let faults): faults.map(\.description).joined(separator: "; ")
        case .requestKeyReused(let key):
            "the request id \(key) was used for another request; send this one with an id of its own"
        case .databaseUnavailable(let detail): "the database cannot be reached: \(detail)"
        case .notADatabase(let path): "\(path) is not a Slipway database"
        case .schemaMissing(let path, let isOlder):
            "\(path) has \(isOlder ? "the schema of an older Slipway" : "no schema yet"); "
                + "run: slipway migrate --database \(path)"
        case .schemaNewer(let found): "the database was made by a newer Slipway (\(found)); use that version or newer"
        case .databaseReadOnly: "the database is read-only"
        case .databaseFull: "the disk of the database is full"
        case .databaseForbidden(let detail): "the database refuses it: \(detail)"
        case .schemaAltered(let faults):
            "the schema was altered by hand, and nothing was upgraded; \(faults.remedy), and migrate again; "
                + faults.message
        case .ruleBroken:
            "the database refused a change that would break one of its rules, and nothing was changed; where a kept "
                + "figure is wrong, slipway audit lists it and slipway audit --repair mends it"
        case .databaseNotFound(let path): "\(path) does not exist; create it with: slipway migrate --database \(path)"
        }
    }

    private static func noValidDevices(_ skipped: [SkippedDevice]) -> String {
        let groups = Dictionary(grouping: skipped, by: \.reasonCode)
        let counts = groups.map { "\($0.value.count) \($0.key.text)" }.sorted()
        return counts.isEmpty
            ? "no device is left to update" : "no device is left to update: \(counts.joined(separator: ", "))"
    }
}
