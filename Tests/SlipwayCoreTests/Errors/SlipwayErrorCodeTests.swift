import SlipwayCore
import Testing

@Suite struct SlipwayErrorCodeTests {
    @Test(arguments: table) func `a code never changes`(row: Row) {
        #expect(row.error.code == row.code)
    }

    @Test func `no code means two things`() {
        #expect(Set(Self.table.map(\.error.code)).count == Self.table.count)
    }

    @Test func `the database is away, or unusable, or what was asked is refused`() {
        let failures = Dictionary(
            uniqueKeysWithValues: Self.table.compactMap { row in
                row.error.databaseFailure.map { (row.code, $0) }
            })
        #expect(
            failures == [
                "DATABASE_001": .away("why"), "DATABASE_002": .unusable, "DATABASE_003": .unusable,
                "DATABASE_004": .unusable, "DATABASE_005": .unusable, "DATABASE_006": .unusable,
                "DATABASE_007": .unusable, "DATABASE_008": .unusable, "DATABASE_009": .unusable,
            ])
    }

    @Test func `every fault of a request is named with its place`() {
        let error = SlipwayError.invalidRequest([
            FieldFault(field: "name", fault: "is empty"), FieldFault(index: 3, field: "device_uid", fault: "is empty"),
        ])
        #expect(error.message == "name: is empty; entry 3, device_uid: is empty")
    }

    @Test func `a batch without devices counts the reasons`() {
        let skipped = [
            SkippedDevice(device: "a", reasonCode: .deviceInactive),
            SkippedDevice(device: "b", reasonCode: .alreadyUpdating),
            SkippedDevice(device: "c", reasonCode: .deviceInactive),
        ]
        #expect(
            SlipwayError.noValidDevices(skipped: skipped).message
                == "no device is left to update: 1 already updating, 2 inactive")
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let error: SlipwayError
        let code: String

        init(_ error: SlipwayError, _ code: String) {
            self.error = error
            self.code = code
        }

        var testDescription: String { code }
    }

    static let table: [Row] = [
        Row(.deviceNotFound(""), "DEVICE_001"),
        Row(.deviceAlreadyRegistered(field: "", value: ""), "DEVICE_002"),
        Row(.deviceInactive(""), "DEVICE_003"),
        Row(.updatesDisabled(""), "DEVICE_004"),
        Row(.firmwareNotFound(""), "FIRMWARE_001"),
        Row(.firmwareInvalid(.signatureMismatch), "FIRMWARE_002"),
        Row(.firmwareNotApproved(version: "", status: .draft), "FIRMWARE_003"),
        Row(.belowMinimumVersion(current: "", minimum: ""), "FIRMWARE_004"),
        Row(.versionNotComparable(current: "", minimum: ""), "FIRMWARE_015"),
        Row(.versionAmbiguous("", of: []), "FIRMWARE_016"),
        Row(.badVersion(""), "FIRMWARE_005"),
        Row(.firmwareTooLarge(limit: 0), "FIRMWARE_006"),
        Row(.firmwareVersionExists(""), "FIRMWARE_007"),
        Row(.illegalReleaseTransition(version: "", from: .draft, to: .draft), "FIRMWARE_008"),
        Row(.hardwareNotSupported(""), "FIRMWARE_009"),
        Row(.firmwareBytesDamaged(version: ""), "FIRMWARE_010"),
        Row(.firmwareNotAvailable(device: ""), "FIRMWARE_011"),
        Row(.firmwareBytesExist(version: "", others: []), "FIRMWARE_012"),
        Row(.lastSigningKey(""), "FIRMWARE_013"),
        Row(.updateAlreadyInProgress(""), "OTA_001"),
        Row(.noUpdateAvailable, "OTA_002"),
        Row(.checksumMismatch, "OTA_004"),
        Row(.notDownloadable(.failed), "OTA_006"),
        Row(.notCompletable(.failed), "OTA_007"),
        Row(.sessionNotFound(""), "UPDATE_008"),
        Row(.notAcknowledgeable(.failed), "UPDATE_009"),
        Row(.notFlashable(.failed), "UPDATE_010"),
        Row(.notFailable(.completed), "UPDATE_011"),
        Row(.noProgressHere(.failed), "UPDATE_012"),
        Row(.notCancellable(.failed), "UPDATE_013"),
        Row(.held(.batchPaused), "UPDATE_014"),
        Row(.noValidDevices(skipped: []), "BATCH_001"),
        Row(.batchNotFound(""), "BATCH_002"),
        Row(.illegalBatchTransition(from: .failed, event: ""), "BATCH_003"),
        Row(.nothingToRetry(batch: ""), "BATCH_004"),
        Row(
            .planDrifted(BatchPlan(candidates: [], unknown: [], release: .example(), leavesOutCurrent: false)),
            "BATCH_005"),
        Row(.rolloutNotFound(""), "ROLLOUT_001"),
        Row(.templateNotFound(""), "TEMPLATE_001"),
        Row(.illegalRolloutTransition(from: .failed, event: ""), "ROLLOUT_002"),
        Row(.needsAnotherPerson(""), "ROLLOUT_003"),
        Row(.gateBroken(""), "ROLLOUT_004"), Row(.notReversible([]), "ROLLOUT_005"),
        Row(.organizationNotFound(""), "ORG_001"),
        Row(.organizationInactive(""), "ORG_002"),
        Row(.deviceLimitReached(organization: "", limit: 0), "ORG_003"),
        Row(.organizationNameRequired, "ORG_004"),
        Row(.organizationNameTaken(""), "ORG_005"),
        Row(.invalidToken, "AUTH_001"),
        Row(.tokenExpired, "AUTH_002"),
        Row(.missingScope(.admin), "AUTH_003"),
        Row(.tokenNotFound(""), "AUTH_004"),
        Row(.telemetryTypeMissing([]), "TELEMETRY_002"),
        Row(.invalidRequest([]), "REQUEST_001"),
        Row(.requestKeyReused(""), "REQUEST_015"),
        Row(.databaseUnavailable("why"), "DATABASE_001"),
        Row(.notADatabase(""), "DATABASE_002"),
        Row(.schemaMissing(""), "DATABASE_003"),
        Row(.schemaNewer(found: ""), "DATABASE_004"),
        Row(.databaseReadOnly, "DATABASE_005"),
        Row(.databaseFull, "DATABASE_006"),
        Row(.databaseNotFound(""), "DATABASE_007"),
        Row(.databaseForbidden(""), "DATABASE_008"),
        Row(.schemaAltered([]), "DATABASE_009"),
        Row(.ruleBroken, "DATABASE_010"),
    ]
}
