import SlipwayCore

extension NewAccessToken {
    package static func example(
        _ description: String = "ci", scopes: Set<Scope> = [.devicesRead], organization: Organization.ID? = nil,
        expiresAt: Timestamp? = nil
    ) -> NewAccessToken {
        NewAccessToken(
            description: description, scopes: scopes, organizationID: organization,
            tokenHash: "hash-of-\(description)", expiresAt: expiresAt)
    }
}

extension NewTelemetryMessage {
    /// - Parameter number: in the order of the ids.
    package static func example(
        _ number: Int = 1, of device: Device.ID, type: String = "boot", payload: String = #"{"ev":"boot"}"#
    ) -> NewTelemetryMessage {
        NewTelemetryMessage(id: "id-\(10_000 + number)", deviceID: device, telemetryType: type, payload: payload)
    }
}
