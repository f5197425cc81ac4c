import HTTPTypes
import SlipwayCore
import SlipwayServices

/// Rollouts in waves: planned, created, watched, stopped, advanced.
struct RolloutRoutes: Sendable {
    let services: Services

    private static let path = "/updates/rollouts/{id}"
    private static let reason = JSONSchema([.optional("reason", .text(.text))])
    private static let denial = JSONSchema([.required("reason", .text(.reason))])
    private static let approval = JSONSchema([
        .optional("revision", .integer(1...Int64(Int32.max)), takesNull: false)
    ])
    private static let resumption = JSONSchema([
        .optional("reason", .text(.text)), .optional("accept_bad", .flag, takesNull: false),
    ])
    private static let advance = JSONSchema([
        .required("wave", .integer(1...Int64(RolloutPlan.maximumWaves))), .required("reason", .text(.reason)),
    ])
    private static let retry = JSONSchema([
        .required("cause", .choice(of: RetryGroup.Cause.self)), .optional("reason_key", .text(.text), takesNull: false),
        .optional("reason_code", .choice(of: ReasonCode.self), takesNull: false),
        .optional("name", .text(.name), takesNull: false), .optional("request_id", .text(.identifier)),
    ])
    private static let filter = JSONSchema([.required("filter", .text(.filter))])
    private static let exclusion = JSONSchema([
        .required("filter", .text(.filter)), .required("reason", .text(.reason)),
    ])
    private static let listing: [JSONSchema.Field] = [
        .optional("ended", .flag), .optional("after", .integer()), .optional("limit", .integer(1...1_000)),
    ]

    var all: [Route] {
        let read = Route.Access.scopes([.updatesRead, .updatesWrite])
        let write = Route.Access.scopes([.updatesWrite])
        let stop = Route.Access.scopes([.updatesStop, .updatesWrite])
        return [
            Route(
                .get, "/updates/rollouts", read, query: Self.listing,
                contents: .list("rollouts", of: RolloutDocument.sample),
                "List the open rollouts, or with ended those that have ended, the newest first; next_cursor is the after "
                    + "of the next page.",
                handle: list),
            Route(
                .get, Self.path, read, contents: .json(RolloutViewDocument.sample),
                "Show one rollout with its plan, its waves and who was left out.", handle: show),
            Route(
                .post, "/updates/rollouts", write, body: .json(RolloutBody.schema), success: .created,
                otherSuccess: .ok,
                contents: .json(RolloutDocument.sample),
                "Create a rollout in waves; request_id and Idempotency-Key are those of a batch. Sizes of waves count "
                    + "from the first device, and the last is 100%; without waves a canary goes first, then 20, 50 and "
                    + "100 %. A wave without a gate has the standard one of its size and of max_in_flight. A schedule has a "
                    + "start, an end and a time_zone: local times such as 2026-12-01T02:00 count there, or in the zone of the "
                    + "organization, and instants end with Z. With windows devices update only between from and to of these days, in that "
                    + "zone. With pace no more than per_minute begin in a minute; with factor, verified and limit that is "
                    + "multiplied by factor for every so many verified devices, up to limit. With bytes_per_second its downloads "
                    + "take no more than that together, over all servers. With targets dynamic, devices that match later "
                    + "join the last wave until the rollout is finished, or its end. With rollback prepare, a gate that stops it has its "
                    + "way back prepared, which rollback starts. Where an organization has its rollouts approved it is a draft until then, of which submit asks "
                    + "for the approval at once; submit false makes a draft anywhere.",
                handle: create),
            Route(
                .post, "/updates/rollouts/plan", write, body: .json(RolloutBody.schema),
                contents: .json(RolloutPreviewDocument.sample),
                "Say what creating a rollout would do, and create nothing.", handle: plan),
            Route(
                .patch, Self.path, write, body: .json(RolloutBody.edit), contents: .json(RolloutDocument.sample),
                "Change a draft; what is left out stays, and its approval has to be asked for again. Of a rollout that "
                    + "runs or is paused max_in_flight, pace and bytes_per_second change, and gates of waves that have not passed may become "
                    + "stricter. With revision, nothing changes where the rollout is another one by now (409, ROLLOUT_002).",
                handle: edit),
            Route(
                .post, Self.path + "/submit", write, contents: .json(RolloutDocument.sample),
                "Ask for the approval of a draft; where none is due, it goes on at once.", handle: submit),
            Route(
                .post, Self.path + "/approve", .scopes([.updatesApprove]),
                body: .json(Self.approval, isRequired: false), contents: .json(RolloutDocument.sample),
                "Approve a draft. It takes another person than those who created and changed it (409, ROLLOUT_003): no "
                    + "token of the same description, nor one that made or was made by theirs. With revision, a draft that "
                    + "was changed meanwhile is not approved (409, ROLLOUT_002).",
                handle: approve),
            Route(
                .post, Self.path + "/deny", .scopes([.updatesApprove]), body: .json(Self.denial),
                contents: .json(RolloutDocument.sample), "End a draft instead of approving it.", handle: deny),
            Route(
                .post, Self.path + "/pause", stop, body: .json(Self.reason, isRequired: false),
                contents: .json(RolloutDocument.sample), "Let a rollout stand still.", handle: pause),
            Route(
                .post, Self.path + "/resume", write, body: .json(Self.resumption, isRequired: false),
                contents: .json(RolloutDocument.sample),
                "Let a paused rollout go on. Where a gate is broken (409, ROLLOUT_004), it takes a reason and accept_bad, "
                    + "with which the gate counts from here on; where it is paused by drift, a reason accepts that other "
                    + "devices take part than were approved.",
                handle: resume),
            Route(
                .post, Self.path + "/advance", write, body: .json(Self.advance),
                contents: .json(RolloutDocument.sample),
                "Let the next wave begin before this one has soaked.", handle: advance),
            Route(
                .post, Self.path + "/finish", write, contents: .json(RolloutDocument.sample),
                "Let no later device join a rollout whose targets are dynamic: it ends with those that it has.",
                handle: finish),
            Route(
                .post, Self.path + "/cancel", stop, body: .json(JSONSchema([.required("reason", .text(.reason))])),
                contents: .json(RolloutDocument.sample),
                "End a rollout; devices that have flashed finish, and those that wait never begin.", handle: cancel),
        ] + waysBack(write)
    }

    private func waysBack(_ write: Route.Access) -> [Route] {
        [
            Route(
                .post, Self.path + "/rollback", write, body: .json(JSONSchema([.required("reason", .text(.reason))])),
                success: .created, otherSuccess: .ok, contents: .json(RollbackDocument.sample),
                "Bring every device that took the release of a rollout, and still runs it, back to what it ran before: a "
                    + "rollout for each release they came from, all created together. The rollout has to be paused, "
                    + "cancelled or over. Where a release does not fit, nothing is created (409, ROLLOUT_005, with every "
                    + "fault in details); what came from no known release is listed and stays. A repeat returns what "
                    + "there is.",
                handle: rollBack),
            Route(
                .post, Self.path + "/rollback/plan", write, contents: .json(RollbackDocument.sample),
                "Say what rolling back would create, and create nothing.", handle: planRollback),
            Route(
                .post, Self.path + "/retry", write, body: .json(Self.retry), success: .created, otherSuccess: .ok,
                contents: .json(RolloutDocument.sample),
                "Create a rollout of exactly the devices for which this one went wrong by one cause: of failed devices "
                    + "reason_key, the text of one of its reasons, or reason_code. As often as wanted; request_id and "
                    + "Idempotency-Key make it once.",
                handle: retry),
            Route(
                .post, Self.path + "/exclude", write, body: .json(Self.exclusion),
                contents: .json(ExclusionDocument.sample),
                "Leave the devices that match out of a rollout from now on: nothing of it is offered to them any more. A "
                    + "filter asks uid, serial, organization, firmware and hardware, by =, != and in(…). What has flashed "
                    + "finishes.",
                handle: exclude),
            Route(
                .post, Self.path + "/exclude/plan", write, body: .json(Self.filter),
                contents: .json(ExclusionDocument.sample),
                "Say how many devices an exclusion would leave out, and exclude none.", handle: planExclusion),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Answer {
        var faults = call.faults
        let limit = Self.number("limit", in: 1...1_000, of: call, &faults)
        let after = Self.number("after", in: 1...Int64.max, of: call, &faults)
        let ended = call.query["ended"]
        if let ended, !["true", "false"].contains(ended) {
            faults.append(FieldFault(field: "ended", fault: "must be true or false"))
        }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let size = Int(limit ?? 100)
        let rollouts = try await services.rollouts.rollouts(
            areOpen: ended != "true", after: after.map { Rollout.ID($0) }, limit: size, as: call.principal)
        let next = rollouts.count == size ? rollouts.last?.id.description : nil
        return try .json(
            ListAnswer(plural: "rollouts", records: rollouts.map { RolloutDocument($0) }, nextCursor: next))
    }

    private static func number(
        _ name: String, in limits: ClosedRange<Int64>, of call: Call, _ faults: inout [FieldFault]
    ) -> Int64? {
        do throws(SlipwayError) {
            return try call.query.integer(name, in: limits)
        } catch {
            if case .invalidRequest(let found) = error { faults += found }
            return nil
        }
    }

    @Sendable private func show(_ call: Call) async throws -> Answer {
        try .json(RolloutViewDocument(try await services.rollouts.view(of: try id(call), as: call.principal)))
    }

    @Sendable private func create(_ call: Call) async throws -> Answer {
        let created = try await services.rollouts.create(try request(call), as: call.principal)
        return try .json(RolloutDocument(created.rollout), status: created.wasRepeat ? .ok : .created)
    }

    @Sendable private func plan(_ call: Call) async throws -> Answer {
        try .json(
            RolloutPreviewDocument(
                try await services.rollouts.plan(try request(call), as: call.principal)))
    }

    @Sendable private func pause(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.optionalText("reason") ?? ""
        try fields.requireSound()
        return try .json(
            RolloutDocument(try await services.rollouts.pause(try id(call), reason: reason, as: call.principal)))
    }

    @Sendable private func resume(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.optionalText("reason") ?? ""
        let acceptsBad = fields.optionalFlag("accept_bad") ?? false
        try fields.requireSound()
        let resumed = try await services.rollouts.resume(
            try id(call), acceptsBad: acceptsBad, reason: reason, as: call.principal)
        return try .json(RolloutDocument(resumed.rollout))
    }

    @Sendable private func edit(_ call: Call) async throws -> Answer {
        let edit = try RolloutBody.edit(call)
        return try .json(RolloutDocument(try await services.rollouts.edit(try id(call), edit, as: call.principal)))
    }

    @Sendable private func submit(_ call: Call) async throws -> Answer {
        try .json(RolloutDocument(try await services.rollouts.submit(try id(call), as: call.principal)))
    }

    @Sendable private func approve(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let revision = RolloutBody.revision(&fields)
        try fields.requireSound()
        return try .json(
            RolloutDocument(
                try await services.rollouts.approve(try id(call), expecting: revision, as: call.principal)))
    }

    @Sendable private func deny(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.text("reason")
        try fields.requireSound()
        return try .json(
            RolloutDocument(try await services.rollouts.deny(try id(call), reason: reason, as: call.principal)))
    }

    @Sendable private func advance(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let (wave, reason) = (Int(fields.integer("wave")), fields.text("reason"))
        try fields.requireSound()
        return try .json(
            RolloutDocument(
                try await services.rollouts.advance(try id(call), past: wave, reason: reason, as: call.principal)))
    }

    @Sendable private func finish(_ call: Call) async throws -> Answer {
        try .json(RolloutDocument(try await services.rollouts.finish(try id(call), as: call.principal)))
    }

    @Sendable private func cancel(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.text("reason")
        try fields.requireSound()
        return try .json(
            RolloutDocument(try await services.rollouts.cancel(try id(call), reason: reason, as: call.principal)))
    }

    @Sendable private func rollBack(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.text("reason")
        try fields.requireSound()
        let rollback = try await services.rollouts.rollBack(try id(call), reason: reason, as: call.principal)
        return try .json(RollbackDocument(rollback), status: rollback.wasRepeat ? .ok : .created)
    }

    @Sendable private func planRollback(_ call: Call) async throws -> Answer {
        try .json(
            RollbackDocument(try await services.rollouts.rollBack(try id(call), reason: nil, as: call.principal)))
    }

    @Sendable private func retry(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let cause: RetryGroup.Cause = fields.choice("cause", otherwise: .failed)
        let group = RetryGroup(
            cause, reasonKey: fields.optionalText("reason_key"), reasonCode: fields.optionalChoice("reason_code"))
        let (name, requestID) = (fields.optionalText("name"), fields.optionalText("request_id"))
        guard fields.faults.isEmpty else { throw SlipwayError.invalidRequest(fields.faults) }
        let retried = try await services.rollouts.retry(
            try id(call), group, name: name, requestID: requestID ?? call.headers[.idempotencyKey], as: call.principal)
        guard let rollout = retried.rollout else { throw SlipwayError.noTargets }
        return try .json(RolloutDocument(rollout), status: retried.wasRepeat ? .ok : .created)
    }

    @Sendable private func exclude(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let reason = fields.text("reason")
        let filter = Self.filter(&fields)
        try fields.requireSound()
        let excluded = try await services.rollouts.exclude(try id(call), filter, reason: reason, as: call.principal)
        return try .json(ExclusionDocument(excluded))
    }

    @Sendable private func planExclusion(_ call: Call) async throws -> Answer {
        var fields = call.fields()
        let filter = Self.filter(&fields)
        try fields.requireSound()
        let excluded = try await services.rollouts.exclude(
            try id(call), filter, reason: "", isTrial: true, as: call.principal)
        return try .json(ExclusionDocument(excluded))
    }

    private static func filter(_ fields: inout FieldReader) -> Filter {
        let text = fields.text("filter")
        guard !text.isEmpty else { return .none }
        do throws(SlipwayError) {
            return try Filter(text, of: DeviceOrder.self)
        } catch {
            if case .invalidRequest(let faults) = error { fields.add(faults) }
            return .none
        }
    }

    private func request(_ call: Call) throws(SlipwayError) -> RolloutRequest {
        try RolloutBody.request(call, lossLimit: services.settings.lossLimit)
    }

    private func id(_ call: Call) throws(SlipwayError) -> Rollout.ID {
        try call.id { .rolloutNotFound($0) }
    }
}
