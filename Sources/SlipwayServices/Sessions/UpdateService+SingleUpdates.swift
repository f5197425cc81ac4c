import SlipwayCore

extension UpdateService {
    /// Starts an update of one device, without a batch; only a halt holds it.
    ///
    /// - Parameter uid: of the device.
    /// - Throws: DEVICE_001, DEVICE_003, DEVICE_004, FIRMWARE_001, FIRMWARE_003, FIRMWARE_004, FIRMWARE_009, FIRMWARE_011,
    ///   ORG_002, OTA_001.
    package func startUpdate(
        of uid: String, to firmware: FirmwareRelease.ID, as principal: Principal
    ) async throws -> SessionRow {
        try principal.require(.devicesWrite)
        let settings = settings
        // A write may run again, so that everything random is settled before it.
        let session = identifiers.sessionID()
        return try await repository.write { transaction in
            // Both stay as they are until the session is there, which whatever changes them then finds.
            let release = try Self.approvedRelease(.id(firmware), as: principal, in: transaction)
            let device = try DeviceService.visible(uid, as: principal, in: transaction)
            // Whether it is updating is left to the insertion, which knows for certain.
            let candidate = BatchCandidate(device, isUpdating: false)
            if let refusal = try transaction.eligibility(of: [candidate], for: release).refusal(of: candidate) {
                throw refusal.error(for: candidate)
            }
            let now = transaction.now
            let deadline = settings.deadlines.deadline(entering: .initiated, at: now)
            guard
                try transaction.start(session, of: device.id, firmware: release.id, deadlineAt: deadline),
                let row = try transaction.sessionRow(session)
            else { throw DeviceEligibility.Refusal.alreadyUpdating.error(for: candidate) }
            let subject = EventSubject(
                organizationID: device.organizationID, deviceID: device.id, firmwareID: release.id, sessionID: session)
            try transaction.append([
                NewEvent(.sessionInitiated, by: principal, on: subject, detail: "to \(release.version)")
            ])
            return row
        }
    }
}
