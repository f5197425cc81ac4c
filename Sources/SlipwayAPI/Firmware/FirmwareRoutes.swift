import SlipwayCore
import SlipwayServices

/// Firmware releases: uploaded, promoted, found.
struct FirmwareRoutes: Sendable {
    let services: Services
    /// Where uploads wait.
    let folder: String?
    let bodyGrace: Duration
    let state: ServingState

    private static let path = "/firmware/releases/{id}"
    private static let form = JSONSchema([
        .required("firmware", .file), .required("version", .text(.version)),
        .optional("channel", .choice(of: ReleaseChannel.self)),
        .optional("release_notes", .text(.text)), .optional("minimum_version", .text(.versionOrEmpty)),
        .optional("hardware_versions", .text(.identifiers)), .optional("digital_signature", .text(.signature)),
        .optional("manifest", .text(.manifest)), .optional("manifest_signature", .text(.signature)),
        .optional("allow_same_bytes", .choice(["false", "true"])),
    ]).pairing("manifest", "manifest_signature")

    var all: [Route] {
        let read = Route.Access.scopes([.firmwareRead])
        return [
            Route(
                .get, "/firmware/releases", read, query: ListRequest<FirmwareOrder>.parameters,
                contents: .list("releases", of: FirmwareRelease.sample), "List releases, the newest version first.",
                handle: list),
            Route(
                .get, Self.path, read, subject: .release, contents: .json(FirmwareRelease.sample), "Show one release.",
                handle: show),
            Route(
                .post, "/firmware/upload", .scopes([.firmwareWrite]), body: .multipart(Self.form), success: .created,
                contents: .json(FirmwareRelease.sample),
                "Store a firmware file as a draft; hardware_versions are joined by commas, digital_signature is Ed25519 "
                    + "over the 32 bytes of its SHA-256, in base64 or hex. manifest is the canonical text that says what the "
                    + "release is for (lines: slipway-manifest-v1, sha256, size, version, hardware, minimum), and "
                    + "manifest_signature Ed25519 over its bytes. Where another version has the same bytes the answer is 409 "
                    + "(FIRMWARE_012) unless allow_same_bytes is true. What a token of one organization stores belongs to "
                    + "that organization alone.", handle: upload),
            Route(
                .post, Self.path + "/promote", .scopes([.firmwareAdmin]), subject: .release,
                body: .json(JSONSchema([.required("status", .choice(of: FirmwareReleaseStatus.self))])),
                contents: .json(FirmwareRelease.sample), "Move a release on.", handle: promote),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        let request = try await ListRequest<FirmwareOrder>(call, organizationName: services.name(for: call))
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
            upload = try await state.whileServing(grace: bodyGrace) {
                var upload = try FirmwareUpload(call.headers, limit: services.settings.firmwareLimit, folder: folder)
                try await call.connection.askForBody(call.headers)
                try await upload.read(call.body)
                return upload
            }
        } catch let failure as SpoolFile.Failure {
            call.connection.logger.error("an upload cannot be kept", metadata: ["errno": "\(failure.code)"])
            throw HTTPRefusal.uploadUnkept(retryAfter: 30)
        }
        return try .json(
            try await upload.store(in: services.firmware, as: call.principal), status: .created)
    }

    @Sendable private func promote(_ call: Call) async throws -> Answer {
        let release = try await release(call)
        var fields = call.fields()
        let status = fields.choice("status", otherwise: FirmwareReleaseStatus.draft)
        try fields.requireSound()
        return try .json(
            try await services.firmware.promote(
                "\(ReleaseName.id(release.id))", to: status, by: call.principal))
    }

    private func release(_ call: Call) async throws -> FirmwareRelease {
        let id: FirmwareRelease.ID = try call.id { .firmwareNotFound($0) }
        return try await services.firmware.release(id, as: call.principal)
    }
}

extension FirmwareRelease {
    static let sample = FirmwareRelease(
        id: .init(1), organizationID: .init(1), version: "4.12.0", releaseChannel: .production,
        storagePath: "sha256:00", checksum: "00", sizeBytes: 1, digitalSignature: "", manifest: "",
        manifestSignature: "", releaseStatus: .approved, releaseNotes: "", minimumVersion: "4.0.0",
        fileName: "gateway.bin", sha1: "00", md5: "00",
        hardwareVersions: ["C"], createdAt: .sample, updatedAt: .sample)
}
