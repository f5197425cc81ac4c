import SlipwayCore

extension DeviceService {
    /// Gives a device a new token; the old one is worth nothing from then on.
    ///
    /// - Throws: DEVICE_001.
    package func rotateToken(of uid: String, as principal: Principal) async throws -> RotatedToken {
        try principal.require(.devicesWrite)
        // A write may run again, so that everything random is settled before it.
        let token = identifiers.deviceToken()
        return try await repository.write { transaction in
            try transaction.hold(.devices(uids: [uid]), for: .changing)
            let before = try Self.visible(uid, as: principal, in: transaction)
            try Self.setTokenHash(
                TokenHash.sha256Hex(of: token), of: before, recording: .deviceTokenRotated, by: principal,
                in: transaction)
            let device = try Self.visible(uid, as: principal, in: transaction)
            return RotatedToken(device: device, deviceToken: token)
        }
    }

    /// Leaves a device without a token until it gets a new one; a repeat changes nothing.
    ///
    /// - Throws: DEVICE_001.
    package func revokeToken(of uid: String, as principal: Principal) async throws -> Device {
        try principal.require(.devicesWrite)
        return try await repository.write { transaction in
            try transaction.hold(.devices(uids: [uid]), for: .changing)
            let device = try Self.visible(uid, as: principal, in: transaction)
            guard try transaction.hasToken(device.id) else { return device }
            try Self.setTokenHash(
                nil, of: device, recording: .deviceTokenRevoked, by: principal, in: transaction)
            return try Self.visible(uid, as: principal, in: transaction)
        }
    }

    private static func setTokenHash(
        _ hash: String?, of device: Device, recording kind: EventKind, by principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws {
        try transaction.setTokenHash(hash, of: device.id)
        let subject = EventSubject(organizationID: device.organizationID, deviceID: device.id)
        try transaction.append([NewEvent(kind, by: principal, on: subject)])
    }
}

/// A device with its new token.
package struct RotatedToken: Hashable, Sendable {
    package let device: Device
    /// Never to be read again afterwards: only its hash is stored.
    package let deviceToken: String

    package init(device: Device, deviceToken: String) {
        self.device = device
        self.deviceToken = deviceToken
    }
}
