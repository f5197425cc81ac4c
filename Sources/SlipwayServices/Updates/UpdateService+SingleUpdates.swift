import SlipwayCore

extension UpdateService {
    /// Starts an update of one device, without a batch; only a halt holds it.
    ///
    /// - Parameter uid: of the device.
    /// - Throws: DEVICE_001, DEVICE_003, DEVICE_004, FIRMWARE_001, FIRMWARE_003, FIRMWARE_004, FIRMWARE_009, OTA_001.
    package func startUpdate(
        of uid: String, to firmware: FirmwareRelease.ID, as principal: Principal
    ) async throws -> SessionRow {
        try principal.require(.devicesWrite)
        let settings = settings
        // A write may run again, so that everything random is settled before it.
        let session = identifiers.sessionID()
        return try await repository.write { transaction in
            let device = try DeviceService.visible(uid, as: principal, in: transaction)
            guard device.active else { throw SlipwayError.deviceInactive(uid) }
            guard device.updatesEnabled else { throw SlipwayError.updatesDisabled(uid) }
            let release = try Self.approvedRelease(.id(firmware), in: transaction)
            try Self.requireSuited(device, for: release)
            let now = transaction.now
            let deadline = settings.deadlines.deadline(entering: .initiated, at: now)
            guard
                try transaction.start(session, of: device.id, firmware: release.id, deadlineAt: deadline),
                let row = try transaction.sessionRow(session)
            else { throw SlipwayError.updateAlreadyInProgress(uid) }
            let subject = EventSubject(
                organizationID: device.organizationID, deviceID: device.id, firmwareID: release.id, sessionID: session)
            try transaction.append([
                NewEvent(.sessionInitiated, by: principal, on: subject, detail: "to \(release.version)")
            ])
            return row
        }
    }

    private static func requireSuited(_ device: Device, for release: FirmwareRelease) throws(SlipwayError) {
        let refusal = FirmwareEligibility(of: release)
            .refusal(firmwareVersion: device.firmwareVersion, hardwareVersion: device.hardwareVersion)
        switch refusal {
        case nil: return
        case .belowMinimumVersion:
            throw .belowMinimumVersion(current: device.firmwareVersion, minimum: release.minimumVersion ?? "")
        case .hardwareNotSupported, .deviceReported, .checksumMismatch, .noReport, .cancelled, .deviceUnknown,
            .deviceInactive, .updatesDisabled, .alreadyUpdating, .alreadyOnVersion, .attemptsExhausted:
            throw .hardwareNotSupported(device.hardwareVersion)
        }
    }
}
