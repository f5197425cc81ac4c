import SlipwayCore

/// Takes what devices say of themselves, and shows it.
package struct TelemetryService: Sendable {
    /// Messages of one call.
    package static let messageLimit = 100
    /// Bytes of one message, in UTF-8.
    package static let byteLimit = 64 << 10

    private let repository: any Repository
    private let identifiers: IdentifierSource
    private let reports: DeviceReportBuffer

    init(repository: any Repository, identifiers: IdentifierSource, reports: DeviceReportBuffer) {
        self.repository = repository
        self.identifiers = identifiers
        self.reports = reports
    }

    /// Messages of one device, from itself or on its behalf; all of them, or none.
    ///
    /// - Parameter messages: JSON objects, each with a text `ev`.
    /// - Returns: how many were stored.
    /// - Throws: DEVICE_001, DEVICE_003, TELEMETRY_002, REQUEST_001, AUTH_003.
    package func ingest(_ messages: [String], from uid: String, as principal: Principal) async throws -> Int {
        try Self.requireIngest(of: principal)
        let reading = TelemetryReading(messages, namesDevices: false)
        try reading.requireSound()
        let ids = ids(reading.messages.count)
        let (device, now) = try await repository.write { transaction in
            guard let device = try transaction.device(uid: uid), Self.isOf(principal, device) else {
                throw SlipwayError.deviceNotFound(uid)
            }
            guard device.active else { throw SlipwayError.deviceInactive(uid) }
            try transaction.insert(
                zip(ids, reading.messages).map { id, message in
                    NewTelemetryMessage(
                        id: id, deviceID: device.id, telemetryType: message.telemetryType, payload: message.payload)
                })
            return (device, transaction.now)
        }
        if principal.kind == .device {
            await reports.record(DeviceReport(deviceID: device.id, at: now, version: nil))
        }
        return ids.count
    }

    /// Messages of many devices, each naming its own as `device_uid`; all of them, or none.
    ///
    /// - Returns: how many were stored.
    /// - Throws: TELEMETRY_002, REQUEST_001 also for devices that are inactive or that the principal does not see,
    ///   AUTH_003.
    package func ingestBatch(_ messages: [String], as principal: Principal) async throws -> Int {
        try principal.require(.telemetryWrite)
        let reading = TelemetryReading(messages, namesDevices: true)
        try reading.requireSound()
        let ids = ids(reading.messages.count)
        try await repository.write { transaction in
            let uids = Set(reading.messages.map(\.deviceUID)).sorted()
            try transaction.hold(.devices(uids: uids), for: .reading)
            let found = try transaction.devices(uids: uids, serials: [])
            let visible = found.filter { principal.organization.contains($0.organizationID) }
            let devices = Dictionary(visible.map { ($0.deviceUID, $0) }) { first, _ in first }
            var faults: [FieldFault] = []
            var accepted: [NewTelemetryMessage] = []
            for (id, message) in zip(ids, reading.messages) {
                let device = devices[message.deviceUID]
                if let device, device.active {
                    accepted.append(
                        NewTelemetryMessage(
                            id: id, deviceID: device.id, telemetryType: message.telemetryType,
                            payload: message.payload))
                } else {
                    let error: SlipwayError =
                        device == nil ? .deviceNotFound(message.deviceUID) : .deviceInactive(message.deviceUID)
                    faults.append(FieldFault(index: message.index, field: "device_uid", fault: error.message))
                }
            }
            guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
            try transaction.insert(accepted)
        }
        return ids.count
    }

    /// The newest first.
    ///
    /// - Parameter anchor: the message after which the page starts; none for the first page.
    /// - Throws: DEVICE_001.
    package func telemetry(
        ofDevice uid: String, after anchor: TelemetryMessage.Anchor?, limit: Int, as principal: Principal
    ) async throws -> [TelemetryMessage] {
        try principal.require(.devicesRead)
        return try await repository.read { reader in
            guard let device = try reader.device(uid: uid),
                principal.organization.contains(device.organizationID)
            else { throw SlipwayError.deviceNotFound(uid) }
            return try reader.telemetry(ofDevice: device.id, after: anchor, limit: PageSize.bounded(limit))
        }
    }

    /// Ascending, so that messages of the same instant stay in the order in which they were sent.
    private func ids(_ count: Int) -> [String] {
        (0..<count).map { _ in identifiers.uuid() }.sorted()
    }

    private static func requireIngest(of principal: Principal) throws(SlipwayError) {
        switch principal.kind {
        case .device: break
        case .operator, .token, .worker: try principal.require(.telemetryWrite)
        }
    }

    private static func isOf(_ principal: Principal, _ device: Device) -> Bool {
        switch principal.kind {
        case .device: principal.name == device.deviceUID
        case .operator, .token, .worker: principal.organization.contains(device.organizationID)
        }
    }
}
