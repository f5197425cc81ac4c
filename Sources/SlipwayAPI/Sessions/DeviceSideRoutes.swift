import HTTPTypes
import SlipwayCore
import SlipwayServices

/// What devices call themselves, each with its own token.
struct DeviceSideRoutes: Sendable {
    let services: Services
    let metrics: RequestMetrics
    private let watchInterval: Duration
    private let slots: DownloadSlots

    init(services: Services, metrics: RequestMetrics, settings: APISettings) {
        self.services = services
        self.metrics = metrics
        watchInterval = settings.downloadWatch
        slots = DownloadSlots(limit: settings.downloads)
    }

    private static let session = "/device/{uid}/updates/{session}"
    private static let progress = JSONSchema([
        .required("progress_percent", .integer(0...100)), .required("bytes_transferred", .integer(0...Int64.max)),
    ])

    var all: [Route] {
        [
            Route(
                .get, "/device/{uid}/updates/check", .deviceInHandler, subject: .device,
                query: [.optional("version", .text(.reportedOrEmpty))],
                contents: .json(CheckDocument.sample), "Ask whether there is an update.", handle: check),
            Route(
                .get, Self.session + "/download", .device,
                query: [.optional("offset", .integer(0...Int64.max)), .optional("size", .integer(1...Int64.max))],
                otherSuccess: .partialContent, contents: .other(type: "application/octet-stream"),
                "Load the release, or one range of it.",
                handle: download),
            Route(
                .post, Self.session + "/ack", .deviceInHandler, contents: .json(UpdateSession.sample),
                "Acknowledge an update.", handle: acknowledge),
            Route(
                .post, Self.session + "/progress", .deviceInHandler, body: .json(Self.progress),
                bodyLimit: \.reportBodyLimit,
                contents: .json(UpdateSession.sample), "Say how far the download is.", handle: reportProgress),
            Route(
                .post, Self.session + "/flashed", .deviceInHandler, contents: .json(UpdateSession.sample),
                "Say that the release is flashed.", handle: flashed),
            Route(
                .post, Self.session + "/complete", .deviceInHandler,
                body: .json(JSONSchema([.required("checksum", .text(.filled))])),
                bodyLimit: \.reportBodyLimit,
                contents: .json(UpdateSession.sample), "Say that the release runs.", handle: complete),
            Route(
                .post, Self.session + "/failed", .deviceInHandler,
                body: .json(JSONSchema([.optional("code"), .required("reason")])), bodyLimit: \.reportBodyLimit,
                contents: .json(UpdateSession.sample), "Say that the update failed.",
                handle: fail),
            Route(
                .post, "/device/{uid}/telemetry", .device, subject: .device,
                body: .json(
                    JSONSchema([
                        .optional("ev", .text(.reported), takesNull: false),
                        .optional("messages", TelemetryRoutes.messageList),
                    ]).nonempty(besides: ["messages"])),
                bodyLimit: \.telemetryBodyLimit, contents: .json(TelemetryReceipt(accepted: 1)),
                "Store one message with its ev, or a list of them as messages.", isMetered: true, handle: telemetry),
        ]
    }

    @Sendable private func check(_ call: Call) async throws -> Answer {
        let check = try await services.updates.check(
            uid: call.parameter("uid"), token: call.token, reportedVersion: call.query.literal("version"))
        return try .json(CheckDocument(check, jitter: Double.random(in: 0.9...1.1)))
    }

    @Sendable private func download(_ call: Call) async throws -> Answer {
        let session = try call.session
        let slot = try await slots.take(for: call.principal.name, on: call.connection)
        let opened = try await services.updates.download(of: session, as: call.principal)
        let range = try DownloadRange(call.query, headers: call.headers, of: opened.firmware)
        if range.bytes.lowerBound == 0, opened.bytesTransferred > 0, !call.isHead {
            metrics.countRestartedDownload()
            // The figure dies with the process; the line does not.
            call.connection.logger.notice(
                "a download begins again", metadata: ["session": "\(session)", "had": "\(opened.bytesTransferred)"])
        }
        let answer = try await Download(
            session: session, opened: opened, range: range, call: call, slot: slot,
            line: services.bandwidth.line(for: call.isHead ? nil : opened.budget), watchInterval: watchInterval,
            updates: services.updates
        ).answer()
        // Pieces come from disks and databases.
        return Answer(status: answer.status, headers: answer.headers, body: answer.body.besideTheLoop)
    }

    @Sendable private func acknowledge(_ call: Call) async throws -> Answer {
        try await report(call) { .acknowledged }
    }

    @Sendable private func reportProgress(_ call: Call) async throws -> Answer {
        try await report(call) {
            var fields = call.fields()
            let percent = fields.integer("progress_percent")
            let bytes = fields.integer("bytes_transferred")
            try fields.requireSound()
            return .progressed(percent: Int(percent), bytes: bytes)
        }
    }

    @Sendable private func flashed(_ call: Call) async throws -> Answer {
        try await report(call) { .flashed }
    }

    @Sendable private func complete(_ call: Call) async throws -> Answer {
        try await report(call) {
            var fields = call.fields()
            let checksum = fields.text("checksum")
            try fields.requireSound()
            _ = try call.session
            try SessionReport.requireChecksum(checksum)
            return .completed(checksum: checksum)
        }
    }

    @Sendable private func fail(_ call: Call) async throws -> Answer {
        try await report(call) {
            var fields = call.fields()
            let code = fields.optionalText("code")
            let reason = fields.text("reason")
            try fields.requireSound()
            return .failed(reason: code.map { "\($0): \(reason)" } ?? reason)
        }
    }

    /// - Parameter reading: what the call says; with a wrong token nothing is told of its faults.
    private func report(_ call: Call, _ reading: () throws -> SessionReport) async throws -> Answer {
        let uid = call.parameter("uid")
        let said: (report: SessionReport, session: SessionID)
        do {
            said = (try reading(), try call.session)
        } catch {
            _ = try await services.authentication.authenticateDevice(call.token, uid: uid)
            throw error
        }
        return try .json(
            try await services.updates.report(said.report, on: said.session, from: uid, token: call.token))
    }

    @Sendable private func telemetry(_ call: Call) async throws -> Answer {
        let messages: [String]
        if case .object(let members) = call.json?.value, members["ev"] == nil, members["messages"] != nil {
            messages = try TelemetryRoutes.messages(call)
        } else {
            messages = [call.json.map { String(decoding: $0.source, as: UTF8.self) } ?? ""]
        }
        let count = try await services.telemetry.ingest(messages, from: call.parameter("uid"), as: call.principal)
        return try .json(TelemetryReceipt(accepted: count))
    }
}
