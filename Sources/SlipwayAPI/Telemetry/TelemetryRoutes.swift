import SlipwayCore
import SlipwayServices

/// What devices say of themselves, sent on their behalf and read.
struct TelemetryRoutes: Sendable {
    let services: Services

    /// Whatever members a message has are its payload.
    static let messageList = JSONSchema.Kind.list(
        .object(JSONSchema([.required("ev", .text(.reported))]).opened), count: 1...TelemetryService.messageLimit)
    private static let message = JSONSchema([
        .required("device_uid", .text(.identifier)), .required("ev", .text(.reported)),
    ]).opened
    private static let batchSchema = JSONSchema([
        .required("messages", .list(.object(message), count: 1...TelemetryService.messageLimit))
    ])
    private static let limits: ClosedRange<Int64> = 1...1_000

    var all: [Route] {
        [
            Route(
                .get, "/devices/{id}/telemetry", .scopes([.devicesRead]), subject: .device,
                query: [
                    .optional("limit", .integer(Self.limits)),
                    .optional("cursor", .text(.pattern(#"^[0-9]{1,18}\."#))),
                ],
                contents: .list("telemetry", of: TelemetryDocument(.sample)),
                "List what a device said of itself, the newest first.", handle: list),
            Route(
                .post, "/telemetry/batch", .scopes([.telemetryWrite]), body: .json(Self.batchSchema),
                success: .accepted, contents: .json(TelemetryReceipt(accepted: 1)),
                "Store messages of many devices, each with device_uid and ev.",
                isMetered: true, handle: ingestBatch),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        guard call.faults.isEmpty else { throw SlipwayError.invalidRequest(call.faults) }
        let device = try await services.device(for: call)
        let limit = Int(try call.query.integer("limit", in: Self.limits) ?? 100)
        let anchor = try call.query["cursor"].map { try TelemetryCursor($0).anchor }
        let messages = try await services.telemetry.telemetry(
            ofDevice: device.deviceUID, after: anchor, limit: limit, as: call.principal)
        let next = messages.count == limit ? messages.last.map { TelemetryCursor($0.anchor).text } : nil
        return try .json(
            ListAnswer(plural: "telemetry", records: messages.map(TelemetryDocument.init), nextCursor: next))
    }

    @Sendable private func ingestBatch(_ call: Call) async throws -> Answer {
        let messages = try Self.messages(call)
        let count = try await services.telemetry.ingestBatch(messages, as: call.principal)
        return try .json(TelemetryReceipt(accepted: count), status: .accepted)
    }

    /// As they came, to the letter.
    ///
    /// - Throws: REQUEST_001.
    static func messages(_ call: Call) throws(SlipwayError) -> [String] {
        var fields = call.fields()
        let messages = fields.list("messages")
        try fields.requireSound()
        return messages.map { String(decoding: $0.source, as: UTF8.self) }
    }
}

/// How many messages were stored.
struct TelemetryReceipt: Encodable {
    let accepted: Int
}
