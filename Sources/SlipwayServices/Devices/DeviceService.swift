import SlipwayCore

/// Registers and finds devices.
package struct DeviceService: Sendable {
    let repository: any Repository
    let settings: ServiceSettings
    let identifiers: IdentifierSource

    init(repository: any Repository, settings: ServiceSettings, identifiers: IdentifierSource) {
        self.repository = repository
        self.settings = settings
        self.identifiers = identifiers
    }

    /// - Throws: DEVICE_001.
    package func device(uid: String, as principal: Principal) async throws -> Device {
        try principal.require(.devicesRead)
        return try await repository.read { try Self.visible(uid, as: principal, in: $0).device }
    }

    /// By uid.
    ///
    /// - Parameter prefix: of the uid; none for all.
    package func devices(
        as principal: Principal, prefix: String?, at position: PagePosition<String>, limit: Int
    ) async throws -> [Device] {
        try principal.require(.devicesRead)
        return try await repository.read { reader in
            try reader.devices(
                in: principal.organization, prefix: prefix, at: position, limit: PageSize.bounded(limit))
        }
    }

    static func visible(
        _ uid: String, as principal: Principal, in reader: any DeviceReader
    ) throws -> RegisteredDevice {
        guard let registered = try reader.device(uid: uid),
            principal.organization.contains(registered.device.organizationID)
        else { throw SlipwayError.deviceNotFound(uid) }
        return registered
    }
}
