import SlipwayCore

extension UpdateService {
    /// - Throws: UPDATE_008.
    package func session(_ id: SessionID, as principal: Principal) async throws -> SessionRow {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            guard let row = try reader.sessionRow(id), principal.organization.contains(row.organizationID) else {
                throw SlipwayError.sessionNotFound(id.description)
            }
            return row
        }
    }

    /// One device with its latest sessions and events; one read.
    ///
    /// - Parameters:
    ///   - limit: of the sessions, and of the events.
    ///   - following: learns the settings of that moment.
    /// - Throws: DEVICE_001.
    package func deviceHistory(
        uid: String, as principal: Principal, limit: Int, following shared: SettingService? = nil
    ) async throws -> DeviceHistory {
        try principal.require(.devicesRead)
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            try shared?.follow(in: reader)
            guard let device = try reader.device(uid: uid),
                principal.organization.contains(device.organizationID)
            else { throw SlipwayError.deviceNotFound(uid) }
            let limit = PageSize.bounded(limit)
            return DeviceHistory(
                mark: try reader.changeMark(), device: device,
                sessions: try reader.sessions(ofDevice: device.id, limit: limit),
                events: try reader.events(ofDevice: device.id, in: principal.organization, limit: limit))
        }
    }
}
