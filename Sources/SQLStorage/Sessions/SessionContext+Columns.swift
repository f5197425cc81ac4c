import SlipwayCore

extension SessionContext {
    /// Those of the session, its device and release, its batch if it has one, the halts of its organization, when its
    /// rollout was resumed, the state of that, its window, whom it leaves out, what its downloads may take, and the places that its batch takes part in.
    package static let columns = """
        \(UpdateSession.columns.qualified), \(Device.columns.qualified), \(FirmwareRelease.columns.qualified),
          \(UpdateBatchDevice.columns.qualified), \(UpdateBatch.columns.qualified),
          o.active, o.halted, o.halt_released_at, r.released_at, r.status, \(MaintenanceWindow.columns), r.exclusions,
          r.bytes_per_second, \(PlaceShard.columns)
        """

    /// Of the session `s`.
    package static let source = """
        FROM update_sessions AS s
        JOIN devices AS d ON d.id = s.device_id
        JOIN organizations AS o ON o.id = d.organization_id
        JOIN firmware_releases AS f ON f.id = s.firmware_id
        LEFT JOIN update_batch_devices AS bd ON bd.update_session_id = s.session_id
        LEFT JOIN update_batches AS b ON b.id = bd.update_batch_id
        LEFT JOIN rollouts AS r ON r.id = b.rollout_id
        LEFT JOIN rollout_places AS place ON place.rollout_id = b.rollout_id AND place.shard = b.shard
        """

    /// - Parameter now: the instant of the read.
    package init(_ row: inout some ColumnReader, halt: SystemHalt, at now: Timestamp) throws {
        let session = try UpdateSession(&row)
        let device = try Device(&row)
        let firmware = try FirmwareRelease(&row)
        let batchDevice = try UpdateBatchDevice(optional: &row)
        let batch = try UpdateBatch(optional: &row)
        let organizationActive = try row.bool()
        let organizationHalted = try row.bool()
        let organizationResumedAt = row.optionalInstant()
        let resumedAt = row.optionalInstant()
        let rolloutState: RolloutState? = try row.optionalName()
        let window = MaintenanceWindow(&row)
        let exclusions = row.optionalText()
        let bytesPerSecond = row.optionalInt64()
        let places = try PlaceShard(&row, at: now)
        let batchGate = try batch.map { batch in
            guard let rolloutState else { throw SlipwayError.unknownValue }
            return OfferGate.BatchGate(
                state: batch.status,
                rollout: OfferGate.RolloutGate(
                    state: rolloutState, isInWindow: window?.isOpen(at: now) ?? true,
                    places: places ?? PlaceShard(places: 0, taken: 0),
                    isExcluded: StandingExclusion.excludes(device, by: exclusions)))
        }
        self.init(
            session: session, device: device, firmware: firmware, batchDevice: batchDevice, batch: batch,
            gate: OfferGate(
                systemHalted: halt.halted, organizationHalted: organizationHalted,
                organizationActive: organizationActive, batch: batchGate),
            resumedAt: [
                halt.resumedAt, organizationResumedAt, resumedAt, window?.release(at: now), batch?.runningSince,
            ].compactMap { $0 }.max(),
            budget: batch.flatMap { batch in
                bytesPerSecond.map { DownloadBudget(of: batch.rolloutID, bytesPerSecond: Int($0)) }
            })
    }
}
