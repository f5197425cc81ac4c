import HTTPTypes
import SlipwayCore
import SlipwayServices

/// Devices as operators and programs see them.
struct DeviceRoutes: Sendable {
    let services: Services

    private static let path = "/devices/{id}"
    private static let someRegistered = HTTPResponse.Status(code: 207, reasonPhrase: "Multi-Status")
    private static let tokenPath = "/devices/{id}/token"

    var all: [Route] {
        let read = Route.Access.scopes([.devicesRead])
        let write = Route.Access.scopes([.devicesWrite])
        return [
            Route(
                .get, "/devices", read, query: ListRequest<DeviceOrder>.parameters,
                contents: .list("devices", of: Device.sample), "List devices, by uid.", handle: list),
            Route(
                .get, Self.path, read, subject: .device, contents: .json(Device.sample), "Show one device.",
                handle: show),
            Route(
                .post, "/devices", write, body: .json(RegistrationBody.schema), success: .created,
                contents: .json(TokenDocument(device: .sample, deviceToken: "")),
                "Register one device; its token is shown this once.", handle: register),
            Route(
                .post, "/devices/batch", write,
                body: .json(RegistrationBody.listSchema(limit: services.settings.registrationLimit)), success: .created,
                partial: [Self.someRegistered, .badRequest],
                contents: .json(RegistrationDocument(.sample)),
                "Register up to 100 devices; some may fail while the others are registered.", handle: registerBatch),
            Route(
                .patch, "/devices/{id}/status", write, subject: .device,
                body: .json(
                    JSONSchema([.optional("active", .flag), .optional("updates_enabled", .flag)])
                        .nonempty()),
                contents: .json(Device.sample), "Switch a device, or its updates, on or off.", handle: setStatus),
            Route(
                .post, Self.tokenPath, write, subject: .device, success: .created,
                contents: .json(TokenDocument(device: .sample, deviceToken: "")),
                "Give a device a new token; the old one is worth nothing from then on.", handle: rotateToken),
            Route(
                .delete, Self.tokenPath, write, subject: .device, contents: .json(Device.sample),
                "Leave a device without a token.",
                handle: revokeToken),
            Route(
                .post, "/devices/{id}/update", write, subject: .device,
                body: .json(JSONSchema([.required("firmware_id", .integer())])), success: .accepted,
                contents: .json(SessionDocument(.sample)), "Update one device.", handle: startUpdate),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        let request = try await ListRequest<DeviceOrder>(call, organizationName: services.name(for: call))
        let page = try await services.devices.page(
            of: request.query, at: request.position, limit: request.limit, as: call.principal)
        return try .list("devices", page, of: request.query) { $0 }
    }

    @Sendable private func show(_ call: Call) async throws -> Answer {
        try .json(try await device(call))
    }

    @Sendable private func register(_ call: Call) async throws -> Answer {
        let entry = try RegistrationBody.entry(call)
        do {
            let result = try await services.devices.register([entry], as: call.principal)
            if let refused = result.failed.first { throw refused.error }
            guard let registered = result.successful.first else { throw HTTPRefusal.unexpected }
            return try .json(
                TokenDocument(device: registered.device, deviceToken: registered.deviceToken), status: .created)
        } catch let error as SlipwayError {
            throw RegistrationBody.ofOne(error)
        }
    }

    @Sendable private func registerBatch(_ call: Call) async throws -> Answer {
        let entries = try RegistrationBody.entries(call, limit: services.settings.registrationLimit)
        let result = try await services.devices.register(entries, as: call.principal)
        return try .json(
            RegistrationDocument(result),
            status: result.failed.isEmpty ? .created : result.successful.isEmpty ? .badRequest : Self.someRegistered)
    }

    @Sendable private func setStatus(_ call: Call) async throws -> Answer {
        let device = try await device(call)
        var fields = call.fields()
        let active = fields.optionalFlag("active")
        let updatesEnabled = fields.optionalFlag("updates_enabled")
        try fields.requireSound()
        return try .json(
            try await services.devices.setStatus(
                of: device.deviceUID, active: active, updatesEnabled: updatesEnabled, as: call.principal))
    }

    @Sendable private func rotateToken(_ call: Call) async throws -> Answer {
        let rotated = try await services.devices.rotateToken(of: try await device(call).deviceUID, as: call.principal)
        return try .json(
            TokenDocument(device: rotated.device, deviceToken: rotated.deviceToken), status: .created)
    }

    @Sendable private func revokeToken(_ call: Call) async throws -> Answer {
        try .json(
            try await services.devices.revokeToken(of: try await device(call).deviceUID, as: call.principal))
    }

    @Sendable private func startUpdate(_ call: Call) async throws -> Answer {
        let device = try await device(call)
        var fields = call.fields()
        let firmware = FirmwareRelease.ID(fields.integer("firmware_id"))
        try fields.requireSound()
        let row = try await services.updates.startUpdate(of: device.deviceUID, to: firmware, as: call.principal)
        return try .json(SessionDocument(row), status: .accepted)
    }

    private func device(_ call: Call) async throws -> Device {
        try await services.device(for: call)
    }
}

extension Services {
    /// The device that the path names by its id.
    func device(for call: Call) async throws -> Device {
        let id: Device.ID = try call.id { .deviceNotFound($0) }
        return try await devices.device(id, as: call.principal)
    }
}
