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
        return try await repository.read { try Self.visible(uid, as: principal, in: $0) }
    }

    /// - Throws: DEVICE_001.
    package func device(_ id: Device.ID, as principal: Principal) async throws -> Device {
        try principal.require(.devicesRead, or: .devicesWrite)
        return try await repository.read { reader in
            guard let device = try reader.device(id), principal.organization.contains(device.organizationID) else {
                throw SlipwayError.deviceNotFound(id.description)
            }
            return device
        }
    }

    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func page(
        of query: DeviceQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal
    ) async throws -> ListPage<Device> {
        try principal.require(.devicesRead)
        return try await repository.read { reader in
            try reader.page(of: query, in: principal.organization, at: position, limit: PageSize.bounded(limit))
        }
    }

    /// As far as one read of bounded work can tell.
    package func count(of query: DeviceQuery, as principal: Principal) async throws -> ListCount {
        try principal.require(.devicesRead)
        return try await repository.read { try $0.count(of: query, in: principal.organization) }
    }

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func view(
        of query: DeviceQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal,
        following shared: SettingService
    ) async throws -> ListView<Device> {
        try principal.require(.devicesRead)
        let scope = principal.organization
        return try await .read(
            from: repository, following: shared,
            page: { try $0.page(of: query, in: scope, at: position, limit: PageSize.bounded(limit)) },
            count: { try $0.count(of: query, in: scope) })
    }

    static func visible(
        _ uid: String, as principal: Principal, in reader: any DeviceReader
    ) throws -> Device {
        guard let device = try reader.device(uid: uid),
            principal.organization.contains(device.organizationID)
        else { throw SlipwayError.deviceNotFound(uid) }
        return device
    }
}
