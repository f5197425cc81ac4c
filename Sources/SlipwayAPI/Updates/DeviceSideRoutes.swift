import HTTPTypes
import SlipwayCore
import SlipwayServices

/// What devices call themselves, each with its own token.
struct DeviceSideRoutes: Sendable {
    let services: Services
    let metrics: RequestMetrics
    private let watchInterval: Duration
    private let places: DownloadPlaces

    init(services: Services, metrics: RequestMetrics, settings: APISettings) {
        self.services = services
        self.metrics = metrics
        watchInterval = settings.downloadWatch
        places = DownloadPlaces(limit: settings.downloads)
    }

    private static let session = "/device/{uid}/updates/{session}"
    private static let progress = JSONSchema([
        .required("progress_percent", .integer), .required("bytes_transferred", .integer),
    ])

    var all: [Route] {
        [
            Route(
                .get, "/device/{uid}/updates/check", .deviceInHandler, subject: .device, query: ["version"],
                contents: .json(CheckDocument.sample), "Ask whether there is an update.", handle: check),
            Route(
                .get, Self.session + "/download", .device, query: ["offset", "size"],
                contents: .other(type: "application/octet-stream"), "Load the release, or one range of it.",
                handle: download),
            Route(
                .post, Self.session + "/ack", .device, contents: .json(UpdateSession.sample), "Acknowledge an update.",
                handle: acknowledge),
            Route(
                .post, Self.session + "/progress", .device, body: .json(Self.progress),
                contents: .json(UpdateSession.sample), "Say how far the download is.", handle: reportProgress),
            Route(
                .post, Self.session + "/flashed", .device, contents: .json(UpdateSession.sample),
                "Say that the release is flashed.", handle: flashed),
            Route(
                .post, Self.session + "/complete", .device, body: .json(JSONSchema([.required("checksum")])),
                contents: .json(UpdateSession.sample), "Say that the release runs.", handle: complete),
            Route(
                .post, Self.session + "/failed", .device,
                body: .json(JSONSchema([.optional("code"), .required("reason")])),
                contents: .json(UpdateSession.sample), "Say that the update failed.",
                handle: fail),
            Route(
                .post, "/device/{uid}/telemetry", .device, subject: .device,
                body: .json(JSONSchema([.optional("ev"), .optional("messages", .list(.anyObject))])),
                contents: .json(TelemetryReceipt(accepted: 1)),
                "Store one message with its ev, or a list of them as messages.", handle: telemetry),
        ]
    }

    @Sendable private func check(_ call: Call) async throws -> Answer {
        let check = try await services.updates.check(
            uid: call.parameter("uid"), token: call.token, reportedVersion: call.query["version"])
        return try .json(CheckDocument(check, jitter: Double.random(in: 0.9...1.1)))
    }

    @Sendable private func download(_ call: Call) async throws -> Answer {
        let session = try call.session
        let place = try places.take()
        let opened = try await services.updates.download(of: session, as: call.principal)
        let range = try DownloadRange(call.query, headers: call.headers, of: opened.firmware)
        if range.bytes.lowerBound == 0, opened.bytesTransferred > 0 {
            metrics.countRestartedDownload()
            // The figure dies with the process; the line does not.
            call.connection.logger.notice(
                "a download begins again", metadata: ["session": "\(session)", "had": "\(opened.bytesTransferred)"])
        }
        return try await Download(
            session: session, opened: opened, range: range, call: call, place: place, watchInterval: watchInterval,
            updates: services.updates, authentication: services.authentication
        ).answer()
    }

    @Sendable private func acknowledge(_ call: Call) async throws -> Answer {
        try .json(try await services.updates.acknowledge(try call.session, as: call.principal))
    }

    @Sendable private func reportProgress(_ call: Call) async throws -> Answer {
        var fields = FieldReader(call.json)
        let percent = fields.integer("progress_percent")
        let bytes = fields.integer("bytes_transferred")
        try fields.requireSound()
        return try .json(
            try await services.updates.progress(
                try call.session, percent: Int(percent), bytes: bytes, as: call.principal))
    }

    @Sendable private func flashed(_ call: Call) async throws -> Answer {
        try .json(try await services.updates.flashed(try call.session, as: call.principal))
    }

    @Sendable private func complete(_ call: Call) async throws -> Answer {
        var fields = FieldReader(call.json)
        let checksum = fields.text("checksum")
        try fields.requireSound()
        return try .json(
            try await services.updates.complete(try call.session, checksum: checksum, as: call.principal))
    }

    @Sendable private func fail(_ call: Call) async throws -> Answer {
        var fields = FieldReader(call.json)
        let code = fields.optionalText("code")
        let reason = fields.text("reason")
        try fields.requireSound()
        let words = code.map { "\($0): \(reason)" } ?? reason
        return try .json(try await services.updates.fail(try call.session, reason: words, as: call.principal))
    }

    @Sendable private func telemetry(_ call: Call) async throws -> Answer {
        let messages: [String]
        if case .object(let members) = call.json?.value, members["ev"] == nil, members["messages"] != nil {
            messages = try TelemetryRoutes.messages(call.json)
        } else {
            messages = [call.json.map { String(decoding: $0.source, as: UTF8.self) } ?? ""]
        }
        let count = try await services.telemetry.ingest(messages, from: call.parameter("uid"), as: call.principal)
        return try .json(TelemetryReceipt(accepted: count))
    }
}
