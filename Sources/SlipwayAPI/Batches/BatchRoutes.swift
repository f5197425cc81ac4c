import HTTPTypes
import SlipwayCore
import SlipwayServices

/// Batches: created, watched, stopped, retried.
struct BatchRoutes: Sendable {
    let services: Services

    private static let path = "/updates/batches/{id}"
    private static let reason = JSONSchema([.optional("reason", .text(.text))])
    private static let resumption = JSONSchema([
        .optional("reason", .text(.text)), .optional("accept_bad", .flag, takesNull: false),
    ])
    static let gate = JSONSchema([
        .required("max_bad", .integer(bounds(GateRule.maximumBadLimits))),
        .required("max_bad_share", .number(GateRule.maximumBadShareLimits)),
        .optional("minimum_judged", .integer(bounds(GateRule.minimumJudgedLimits))),
    ])
    private static let retry = JSONSchema([
        .optional("name", .text(.name)), .optional("request_id", .text(.identifier)),
    ])

    private var creation: JSONSchema {
        JSONSchema([
            .required("name", .text(.name)), .required("firmware_id", .integer()),
            .required("device_ids", .list(.integer(), count: 1...services.settings.batchDeviceLimit)),
            .optional(
                "max_in_flight", .integer(Self.bounds(BatchRequest.maximumInFlightLimits)), takesNull: false),
            .optional("gate", .object(Self.gate), takesNull: false),
            .optional("schedule", .object(RolloutBody.schedule), takesNull: false),
            .optional("submit", .flag, takesNull: false), .optional("request_id", .text(.identifier)),
            .optional("expect", .text(.pattern("^[0-9a-f]{16}$"))),
        ])
    }

    var all: [Route] {
        let read = Route.Access.scopes([.updatesRead, .updatesWrite])
        let write = Route.Access.scopes([.updatesWrite])
        let stop = Route.Access.scopes([.updatesStop, .updatesWrite])
        return [
            Route(
                .get, "/updates/batches", read, query: ListRequest<BatchOrder>.parameters,
                contents: .list("batches", of: UpdateBatch.sample), "List batches, the newest first.", handle: list),
            Route(
                .get, Self.path, read,
                contents: .json(BatchDocument.sample),
                "Show one batch with its devices.", handle: show),
            Route(
                .post, "/updates/batches", write, body: .json(creation), success: .created,
                otherSuccess: .ok,
                contents: .json(CreatedBatchDocument.sample),
                "Create a batch; a repeat with the same request_id, or Idempotency-Key, returns the first, and another "
                    + "request with it is refused (409, REQUEST_015). A key is known to tokens of one organization, or "
                    + "of all, alone. "
                    + "With expect, the fingerprint of a plan, only where it still is that plan. "
                    + "With gate, the batch is paused by the bad device with which both of its limits are reached: "
                    + "max_bad, and max_bad_share of the judged devices, or of minimum_judged (500, or the whole batch) "
                    + "where those are fewer. A schedule is that of a rollout: a start, an end and a time_zone. "
                    + "Where an organization has its batches approved its rollout is a draft until then, and rollout_id names "
                    + "it; submit asks for the approval at once, and submit false makes a draft anywhere.",
                handle: create),
            Route(
                .post, "/updates/batches/plan", write, body: .json(creation),
                contents: .json(PlanDocument.sample), "Say what creating a batch would do, and create nothing.",
                handle: plan),
            Route(
                .post, Self.path + "/pause", stop, body: .json(Self.reason, isRequired: false),
                contents: .json(UpdateBatch.sample), "Let a batch stand still.", handle: pause),
            Route(
                .post, Self.path + "/resume", write, body: .json(Self.resumption, isRequired: false),
                contents: .json(UpdateBatch.sample),
                "Let a paused batch go on. Where its gate is broken (409, ROLLOUT_004), it takes a reason and accept_bad, "
                    + "with which the gate counts from here on.",
                handle: resume),
            Route(
                .post, Self.path + "/cancel", stop, body: .json(JSONSchema([.required("reason", .text(.reason))])),
                contents: .json(UpdateBatch.sample), "End a batch; devices that have flashed finish.", handle: cancel),
            Route(
                .post, Self.path + "/retry", write,
                body: .json(Self.retry, isRequired: false),
                success: .created,
                otherSuccess: .ok, contents: .json(CreatedBatchDocument.sample),
                "Create a batch of what failed in one that has ended; request_id and Idempotency-Key are those of a "
                    + "creation.", handle: retry),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        let request = try await ListRequest<BatchOrder>(call, organizationName: services.name(for: call))
        let page = try await services.updates.page(
            of: request.query, at: request.position, limit: request.limit, as: call.principal)
        return try .list("batches", page, of: request.query, \.batch)
    }

    @Sendable private func show(_ call: Call) async throws -> Answer {
        let id = try id(call)
        let view = try await services.updates.live(id, as: call.principal, limits: BatchLiveLimits(events: 1))
        var devices: [BatchDeviceRow] = []
        var position = PagePosition<UpdateBatchDevice.ID>.first
        while true {
            let page = try await services.updates.batchDevices(id, as: call.principal, at: position, limit: 1_000)
            devices += page
            guard page.count == 1_000, let last = page.last else { break }
            position = .after(last.batchDevice.id)
        }
        let gate = try await services.updates.gate(of: id, as: call.principal)
        return try .json(BatchDocument(view.live, gate: gate, devices: devices))
    }

    @Sendable private func create(_ call: Call) async throws -> Answer {
        try Self.created(try await services.updates.createBatch(try request(call), as: call.principal))
    }

    @Sendable private func plan(_ call: Call) async throws -> Answer {
        let planned = try await services.updates.planBatch(try request(call), as: call.principal)
        return try .json(PlanDocument(planned.plan, schedule: planned.schedule))
    }

    private func request(_ call: Call) throws(SlipwayError) -> BatchRequest {
        var fields = call.fields()
        let expect = fields.optionalText("expect")
        let expected = expect.flatMap { PlanFingerprint($0) }
        let request = BatchRequest(
            name: fields.text("name"), firmware: .id(FirmwareRelease.ID(fields.integer("firmware_id"))),
            target: .devices(ids: fields.integers("device_ids").map { Device.ID($0) }, uids: []),
            maximumInFlight: fields.optionalInteger("max_in_flight").map { Int($0) },
            gate: fields.optionalObject("gate", Self.gate, read: Self.gate),
            schedule: fields.optionalObject("schedule", RolloutBody.schedule, read: RolloutBody.schedule),
            requestID: fields.optionalText("request_id") ?? call.headers[.idempotencyKey],
            expected: expected.map { .exactly($0) }, submits: fields.optionalFlag("submit"))
        if expect != nil, expected == nil { fields.add("expect", "is not a fingerprint: 16 digits of 0-9 and a-f") }
        guard !fields.faults.isEmpty else { return request }
        let others = request.faults(deviceLimit: services.settings.batchDeviceLimit).filter { other in
            // What could not be read is not judged too.
            !fields.faults.contains { $0.field == "body" || $0.concerns(sameAs: other) }
        }
        throw .invalidRequest(fields.faults + others)
    }

    static func gate(_ fields: inout FieldReader) -> GateRequest {
        GateRequest(
            maximumBad: Int(fields.integer("max_bad")), maximumBadShare: fields.number("max_bad_share"),
            minimumJudged: fields.optionalInteger("minimum_judged").map { Int($0) })
    }

    static func bounds(_ limits: ClosedRange<Int>) -> ClosedRange<Int64> {
        Int64(limits.lowerBound)...Int64(limits.upperBound)
    }

    @Sendable private func pause(_ call: Call) async throws -> Answer {
        let reason = try Self.reason(call)
        return try .json(try await services.updates.pauseBatch(try id(call), reason: reason, as: call.principal))
    }

    @Sendable private func resume(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.optionalText("reason") ?? ""
        let acceptsBad = fields.optionalFlag("accept_bad") ?? false
        try fields.requireSound()
        return try .json(
            try await services.updates.resumeBatch(
                try id(call), acceptsBad: acceptsBad, reason: reason, as: call.principal))
    }

    @Sendable private func cancel(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.text("reason")
        try fields.requireSound()
        return try .json(try await services.updates.cancelBatch(try id(call), reason: reason, as: call.principal))
    }

    @Sendable private func retry(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let name = fields.optionalText("name")
        let requestID = fields.optionalText("request_id") ?? call.headers[.idempotencyKey]
        try fields.requireSound()
        return try Self.created(
            try await services.updates.retryBatch(try id(call), name: name, requestID: requestID, as: call.principal))
    }

    /// A repeat has made nothing.
    private static func created(_ created: CreatedBatch) throws -> Answer {
        try .json(CreatedBatchDocument(created), status: created.wasRepeat ? .ok : .created)
    }

    private static func reason(_ call: Call) throws(SlipwayError) -> String {
        var fields = call.fields()
        let reason = fields.optionalText("reason") ?? ""
        try fields.requireSound()
        return reason
    }

    private func id(_ call: Call) throws(SlipwayError) -> UpdateBatch.ID {
        try call.id { .batchNotFound($0) }
    }
}

/// The bare record, with who was left out.
private struct CreatedBatchDocument: Encodable {
    private let batch: UpdateBatch
    private let rollout: Rollout
    private let skipped: [SkippedDevice]

    init(_ created: CreatedBatch) {
        batch = created.batch
        rollout = created.rollout
        skipped = created.plan.skipped
    }

    static let sample = CreatedBatchDocument(
        CreatedBatch(batch: .sample, rollout: .sampleOfBatch, plan: .sample, wasRepeat: false))

    func encode(to encoder: any Encoder) throws {
        try batch.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(skipped, forKey: .skipped)
        try BatchCourse(of: rollout).encode(to: encoder)
    }

    private enum CodingKeys: String, CodingKey {
        case skipped
    }
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .server
}
