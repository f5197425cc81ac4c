import SlipwayCore

extension SessionContext {
    /// Those of the session, its device and release, its batch if it has one, and the halts of its organization; after
    /// them the cap of its rollout, how many of that are in flight, when it was resumed, and its state.
    package static let columns = """
        \(UpdateSession.columns.qualified), \(Device.columns.qualified), \(FirmwareRelease.columns.qualified),
          \(UpdateBatchDevice.columns.qualified), \(UpdateBatch.columns.qualified),
          o.active, o.halted, o.halt_released_at
        """

    package init(_ row: inout some ColumnReader, halt: SystemHalt) throws {
        let session = try UpdateSession(&row)
        let device = try Device(&row)
        let firmware = try FirmwareRelease(&row)
        let batchDevice = try UpdateBatchDevice(optional: &row)
        let batch = try UpdateBatch(optional: &row)
        let organizationActive = try row.bool()
        let organizationHalted = try row.bool()
        let organizationResumedAt = row.optionalInstant()
        let maximumInFlight = row.optionalInt64()
        let inFlight = row.optionalInt64()
        let resumedAt = row.optionalInstant()
        let rolloutState: RolloutState? = try row.optionalName()
        let batchGate = try batch.map { batch in
            guard let rolloutState else { throw SlipwayError.unknownValue }
            return OfferGate.BatchGate(
                state: batch.status,
                rollout: OfferGate.RolloutGate(
                    state: rolloutState, inFlight: Int(inFlight ?? 0), maximumInFlight: Int(maximumInFlight ?? 0)))
        }
        self.init(
            session: session, device: device, firmware: firmware, batchDevice: batchDevice, batch: batch,
            gate: OfferGate(
                systemHalted: halt.halted, organizationHalted: organizationHalted,
                organizationActive: organizationActive, batch: batchGate),
            resumedAt: [halt.resumedAt, organizationResumedAt, resumedAt, batch?.runningSince]
                .compactMap { $0 }.max())
    }
}
