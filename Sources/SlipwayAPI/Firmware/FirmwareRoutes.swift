import SlipwayCore
import SlipwayServices

/// Firmware releases: uploaded, promoted, found.
struct FirmwareRoutes: Sendable {
    let services: Services
    /// Where uploads wait.
    let folder: String?

    private static let path = "/firmware/releases/{id}"
    private static let form = JSONSchema([
        .required("firmware", .file), .required("version"), .optional("channel", .choice(of: ReleaseChannel.self)),
        .optional("release_notes"), .optional("minimum_version"), .optional("hardware_versions"),
        .optional("digital_signature"),
    ])

    var all: [Route] {
        let read = Route.Access.scopes([.firmwareRead])
        return [
            Route(
                .get, "/firmware/releases", read, query: ListRequest<FirmwareOrder>.names,
                contents: .list("releases", of: FirmwareRelease.sample), "List releases, the newest version first.",
                handle: list),
            Route(
                .get, Self.path, read, subject: .release, contents: .json(FirmwareRelease.sample), "Show one release.",
                handle: show),
            Route(
                .post, "/firmware/upload", .scopes([.firmwareWrite]), body: .multipart(Self.form), success: .created,
                contents: .json(FirmwareRelease.sample),
                "Store a firmware file as a draft; hardware_versions are joined by commas, digital_signature is Ed25519 "
                    + "over the 32 bytes of its SHA-256, in base64 or hex.", handle: upload),
            Route(
                .post, Self.path + "/promote", .scopes([.firmwareAdmin]), subject: .release,
                body: .json(JSONSchema([.required("status", .choice(of: FirmwareReleaseStatus.self))])),
                contents: .json(FirmwareRelease.sample), "Move a release on.", handle: promote),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        let request = try await ListRequest<FirmwareOrder>(call.query, organizationName: services.name(for: call))
        let page = try await services.firmware.page(
            of: request.query, at: request.position, limit: request.limit, as: call.principal)
        return try .list("releases", page, of: request.query) { $0 }
    }

    @Sendable private func show(_ call: Call) async throws -> Answer {
        try .json(try await release(call))
    }

    @Sendable private func upload(_ call: Call) async throws -> Answer {
        var upload: FirmwareUpload
        do {
            upload = try FirmwareUpload(call.headers, limit: services.settings.firmwareLimit, folder: folder)
            try await call.connection.askForBody(call.headers)
            try await upload.read(call.body)
        } catch let failure as SpoolFile.Failure {
            call.connection.logger.error("an upload cannot be kept", metadata: ["errno": "\(failure.code)"])
            throw HTTPRefusal.uploadUnkept(retryAfter: 30)
        }
        return try .json(
            try await upload.store(in: services.firmware, as: call.principal), status: .created)
    }

    @Sendable private func promote(_ call: Call) async throws -> Answer {
        let release = try await release(call)
        var fields = FieldReader(call.json)
        let status = fields.choice("status", otherwise: FirmwareReleaseStatus.draft)
        try fields.requireSound()
        return try .json(
            try await services.firmware.promote(release.version, to: status, by: call.principal))
    }

    private func release(_ call: Call) async throws -> FirmwareRelease {
        let id: FirmwareRelease.ID = try call.id { .firmwareNotFound($0) }
        return try await services.firmware.release(id, as: call.principal)
    }
}
