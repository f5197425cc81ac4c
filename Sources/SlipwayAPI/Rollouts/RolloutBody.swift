import SlipwayCore
import SlipwayServices

/// The plan of a rollout as a body holds it, and a file.
package enum RolloutBody {
    static let schema = JSONSchema(
        [.required("name", .text(.name)), .required("firmware_id", .integer())] + plan
            + [.optional("submit", .flag, takesNull: false), .optional("request_id", .text(.identifier))],
        alternatives: .init(names: targets, isRequired: true))

    private static let targets = ["filter", "organization", "device_ids"]

    private static let filter = JSONSchema.Field.optional("filter", .text(.filter), takesNull: false)
    private static let plan: [JSONSchema.Field] =
        [
            filter,
            .optional("organization", .text(.identifier), takesNull: false),
            .optional("device_ids", .list(.integer(), count: 1...RolloutRequest.listLimit), takesNull: false),
        ] + course

    /// How a rollout goes, whichever devices take part.
    private static let course: [JSONSchema.Field] = [
        .optional("targets", .choice(of: TargetsRule.self), takesNull: false),
        .optional("leaves_out_current", .flag, takesNull: false),
        .optional("waves", .list(.object(wave), count: 1...RolloutPlan.maximumWaves), takesNull: false),
        .optional("verified_share", .number(AdvanceRule.verifiedShareLimits), takesNull: false),
        .optional("soak_seconds", .integer(1...Int64(AdvanceRule.longestSoak.components.seconds)), takesNull: false),
        .optional("advances_itself", .flag, takesNull: false),
        .optional("schedule", .object(schedule), takesNull: false),
        .optional("windows", .list(.object(window), count: 1...WindowPlan.maximumCount), takesNull: false),
        .optional("pace", .object(pace), takesNull: false),
        .optional("bytes_per_second", .integer(BatchRoutes.bounds(DownloadBudget.limits)), takesNull: false),
        .optional("rollback", .choice(of: RollbackChoice.self), takesNull: false),
        .optional("max_in_flight", .integer(BatchRoutes.bounds(BatchRequest.maximumInFlightLimits)), takesNull: false),
    ]

    private static let pace = JSONSchema([
        .required("per_minute", .integer(BatchRoutes.bounds(JoinPace.perMinuteLimits))),
        .optional("factor", .number(JoinPace.factorLimits), takesNull: false),
        .optional("verified", .integer(BatchRoutes.bounds(JoinPace.verifiedLimits)), takesNull: false),
        .optional("limit", .integer(BatchRoutes.bounds(JoinPace.perMinuteLimits)), takesNull: false),
    ]).pairing("factor", "verified", "limit")

    static let schedule = JSONSchema(
        ["start", "end", "time_zone"].map { .optional($0, .text(.identifier), takesNull: false) })

    private static let window = JSONSchema([
        .required("days", .list(.choice(of: Weekday.self), count: 1...7)), .required("from", .text()),
        .required("to", .text()),
    ])

    private static let wave = JSONSchema([
        .required("size", .text()), .optional("gate", .object(BatchRoutes.gate), takesNull: false),
    ])

    /// - Parameter lossLimit: how long a device that completed has for a word; no soak is shorter.
    /// - Throws: REQUEST_001 with every fault of form, and those of sense that can be told beside them.
    static func request(_ call: Call, lossLimit: Duration) throws(SlipwayError) -> RolloutRequest {
        var fields = call.fields()
        let name = fields.text("name")
        let firmware = ReleaseName.id(FirmwareRelease.ID(fields.integer("firmware_id")))
        let target = target(&fields)
        var request = request(&fields, name: name, firmware: firmware, target: target)
        request.requestID = fields.optionalText("request_id") ?? call.headers[.idempotencyKey]
        request.submits = fields.optionalFlag("submit")
        request.advance = advance(&fields)
        guard !fields.faults.isEmpty else { return request }
        let others = request.faults(lossLimit: lossLimit).filter { other in
            // What could not be read is not judged too.
            !fields.faults.contains { $0.field == "body" || $0.concerns(sameAs: other) }
        }
        throw .invalidRequest((fields.faults + others).map(\.namingPlace))
    }

    /// What to change of a rollout; what is left out stays.
    static let edit = JSONSchema(
        [.optional("name", .text(.name), takesNull: false)]
            + plan.filter { editable.contains($0.name) }
            + [.optional("revision", .integer(1...Int64(Int32.max)), takesNull: false)],
        alternatives: .init(names: ["filter", "organization"], isRequired: false))

    /// Which one the caller has looked at; none for whatever it is by now.
    static func revision(_ fields: inout FieldReader) -> Int? {
        guard let revision = fields.optionalInteger("revision") else { return nil }
        if revision < 1 { fields.add("revision", "must be at least 1") }
        return Int(revision)
    }

    private static let editable: Set = [
        "filter", "organization", "targets", "leaves_out_current", "waves", "verified_share", "soak_seconds",
        "advances_itself", "rollback", "max_in_flight", "pace", "bytes_per_second",
    ]

    /// - Throws: REQUEST_001 with every fault of form.
    static func edit(_ call: Call) throws(SlipwayError) -> RolloutEdit {
        var fields = call.fields()
        var edit = RolloutEdit(name: fields.optionalText("name"))
        if fields.has("filter") || fields.has("organization") { edit.target = target(&fields) }
        edit.isDynamic = isDynamic(&fields)
        edit.leavesOutCurrent = fields.optionalFlag("leaves_out_current")
        if fields.has("waves") { edit.waves = waves(&fields) }
        edit.verifiedShare = fields.optionalNumber("verified_share")
        edit.soak = fields.optionalInteger("soak_seconds").map { .seconds($0) }
        edit.isAutomatic = fields.optionalFlag("advances_itself")
        edit.preparesRollback = preparesRollback(&fields)
        edit.maximumInFlight = fields.optionalInteger("max_in_flight").map { Int($0) }
        edit.pace = fields.optionalObject("pace", pace, read: pace) ?? nil
        edit.bytesPerSecond = fields.optionalInteger("bytes_per_second").map { Int($0) }
        edit.revision = revision(&fields)
        guard fields.faults.isEmpty else { throw .invalidRequest(fields.faults.map(\.namingPlace)) }
        return edit
    }

    /// The same in a file, which names the release by its version, as `firmware`; whatever is given takes the place of what
    /// the file says, and may be missing there.
    ///
    /// - Throws: REQUEST_001 with every fault of form.
    package static func request(
        inFile node: JSONNode, name: String?, firmware: String?, target given: BatchRequest.Target?
    ) throws(SlipwayError) -> RolloutRequest {
        let schema = JSONSchema(
            [
                .optional("name", .text(.name), takesNull: false),
                .optional("firmware", .text(.identifier), takesNull: false),
            ] + plan, alternatives: .init(names: targets, isRequired: given == nil))
        var fields = FieldReader(node, schema, name: "plan")
        guard fields.isObject else { throw .invalidRequest(fields.faults) }
        let name = name ?? fields.text("name")
        let firmware = ReleaseName(firmware ?? fields.text("firmware"))
        // That it names no devices has been said.
        let target = given ?? (targets.contains { fields.has($0) } ? target(&fields) : .matching(.none))
        var request = request(&fields, name: name, firmware: firmware, target: target)
        request.advance = advance(&fields)
        guard fields.faults.isEmpty else { throw .invalidRequest(fields.faults.map(\.namingPlace)) }
        return request
    }

    /// Of a template, which names neither a release nor devices one by one.
    static let templateSchema = JSONSchema(
        [
            .required("name", .text(.name)), .optional("organization_id", .integer(), takesNull: false), filter,
        ] + course)

    /// - Parameter organizationName: of the one that the template belongs to.
    /// - Throws: REQUEST_001 with every fault of form, and those of sense that can be told beside them.
    static func template(
        _ call: Call, organizationName: (Organization.ID) async throws -> String
    ) async throws -> TemplateRequest {
        var fields = call.fields()
        let name = fields.text("name")
        let organization = fields.optionalInteger("organization_id").map { Organization.ID($0) }
        let target = fields.has("filter") ? target(&fields) : .matching(.none)
        var request = request(&fields, name: name, firmware: .version(""), target: target)
        request.advance = advance(&fields)
        guard fields.faults.isEmpty else { throw SlipwayError.invalidRequest(fields.faults.map(\.namingPlace)) }
        var owner: String?
        if let organization { owner = try await organizationName(organization) }
        return TemplateRequest(name: name, organization: owner, of: request)
    }

    /// Stands for the devices of a plan that names none; none where it names some.
    package static func anyTarget(of plan: JSONNode) -> BatchRequest.Target? {
        let fields = FieldReader(plan, JSONSchema([]), name: "plan")
        return targets.contains { fields.has($0) } ? nil : .matching(.none)
    }

    private static func request(
        _ fields: inout FieldReader, name: String, firmware: ReleaseName, target: BatchRequest.Target
    ) -> RolloutRequest {
        RolloutRequest(
            name: name, firmware: firmware, target: target, isDynamic: isDynamic(&fields) ?? false,
            leavesOutCurrent: fields.optionalFlag("leaves_out_current") ?? true, waves: waves(&fields),
            schedule: fields.optionalObject("schedule", schedule, read: schedule), windows: windows(&fields),
            pace: fields.optionalObject("pace", pace, read: pace) ?? nil,
            bytesPerSecond: fields.optionalInteger("bytes_per_second").map { Int($0) },
            preparesRollback: preparesRollback(&fields) ?? false,
            maximumInFlight: fields.optionalInteger("max_in_flight").map { Int($0) })
    }

    private static func isDynamic(_ fields: inout FieldReader) -> Bool? {
        let rule: TargetsRule? = fields.optionalChoice("targets")
        return rule.map { $0 == .dynamic }
    }

    private static func preparesRollback(_ fields: inout FieldReader) -> Bool? {
        let choice: RollbackChoice? = fields.optionalChoice("rollback")
        return choice.map { $0 == .prepare }
    }

    /// - Returns: none where it does not say all of its growth, which is a fault.
    private static func pace(_ fields: inout FieldReader) -> JoinPace? {
        var pace = JoinPace(perMinute: Int(fields.integer("per_minute")))
        let growth = ["factor", "verified", "limit"]
        guard growth.contains(where: { fields.has($0) }) else { return pace }
        // One that is null has been refused.
        for field in growth where !fields.has(field) && !fields.faults.contains(where: { $0.field == field }) {
            fields.add(field, "is missing: a pace grows by all of \(growth.joined(separator: ", ")), or not at all")
        }
        let factor = fields.optionalNumber("factor")
        let (verified, limit) = (fields.optionalInteger("verified"), fields.optionalInteger("limit"))
        guard let factor, let verified, let limit else { return nil }
        pace.growth = JoinPace.Growth(factor: factor, verified: Int(verified), limit: Int(limit))
        return pace
    }

    private static func advance(_ fields: inout FieldReader) -> AdvanceRule {
        var advance = AdvanceRule()
        if let share = fields.optionalNumber("verified_share") { advance.verifiedShare = share }
        if let seconds = fields.optionalInteger("soak_seconds") { advance.soak = .seconds(seconds) }
        if let isAutomatic = fields.optionalFlag("advances_itself") { advance.isAutomatic = isAutomatic }
        return advance
    }

    private static func target(_ fields: inout FieldReader) -> BatchRequest.Target {
        if let name = fields.optionalText("organization") { return .organization(name) }
        if let text = fields.optionalText("filter") {
            do throws(SlipwayError) {
                return .matching(try Filter(text, of: DeviceOrder.self))
            } catch {
                if case .invalidRequest(let faults) = error { fields.add(faults) }
                return .matching(.none)
            }
        }
        return .devices(ids: fields.integers("device_ids").map { Device.ID($0) }, uids: [])
    }

    static func schedule(_ fields: inout FieldReader) -> SchedulePlan {
        SchedulePlan(
            start: time("start", &fields), end: time("end", &fields), timeZone: fields.optionalText("time_zone"))
    }

    private static func time(_ name: String, _ fields: inout FieldReader) -> PlannedTime? {
        guard let text = fields.optionalText(name) else { return nil }
        let time = PlannedTime(text)
        if time == nil { fields.add(name, "is neither a local time such as 2026-12-01T02:00 nor an instant with Z") }
        return time
    }

    private static func windows(_ fields: inout FieldReader) -> [WindowPlan] {
        guard fields.has("windows") else { return [] }
        let nodes = fields.list("windows")
        if nodes.isEmpty { fields.add("windows", "names none: leave it out") }
        return nodes.enumerated().compactMap { index, node in
            let name = "windows.\(index + 1)"
            var reader = FieldReader(node, window, name: name)
            guard reader.isObject else {
                fields.add(reader.faults)
                return nil
            }
            let days: [Weekday] = reader.texts("days").compactMap { reader.choice($0, "days") }
            let (from, to) = (timeOfDay("from", &reader), timeOfDay("to", &reader))
            fields.add(reader.faults.map { FieldFault(field: "\(name).\($0.field)", fault: $0.fault) })
            return from.flatMap { from in to.map { WindowPlan(days: days, from: from, to: $0) } }
        }
    }

    private static func timeOfDay(_ name: String, _ fields: inout FieldReader) -> TimeOfDay? {
        let isThere = fields.has(name)
        let text = fields.text(name)
        let time = TimeOfDay(text)
        if isThere, time == nil, !text.isEmpty { fields.add(name, "is not a time of day such as 02:00") }
        return time
    }

    private static func waves(_ fields: inout FieldReader) -> [WavePlan] {
        guard fields.has("waves") else { return WavePlan.standard }
        var waves: [WavePlan] = []
        for (index, node) in fields.list("waves").enumerated() {
            let name = "waves.\(index + 1)"
            var reader = FieldReader(node, wave, name: name)
            guard reader.isObject else {
                fields.add(reader.faults)
                continue
            }
            let text = reader.text("size")
            let size = WaveSize(text)
            if size == nil, reader.faults.isEmpty {
                reader.add("size", "is not a size: canary, a number of devices, or a share such as 20%")
            }
            let gate = reader.optionalObject("gate", BatchRoutes.gate, read: BatchRoutes.gate)
            waves.append(WavePlan(size: size ?? .canary, gate: gate))
            fields.add(reader.faults.map { FieldFault(field: "\(name).\($0.field)", fault: $0.fault) })
        }
        return waves
    }
}

extension FieldFault {
    /// What people look for in a plan, and is set elsewhere, is refused by its place.
    fileprivate var namingPlace: FieldFault {
        field == "approval"
            ? FieldFault(field: field, fault: "is a setting of the organization, and no part of a plan") : self
    }

    /// Whether it is about the same part of a plan: waves are one, windows another, and what says which devices are meant.
    func concerns(sameAs other: FieldFault) -> Bool { part == other.part }

    private var part: Substring {
        switch field.prefix(while: { $0 != "." }) {
        case "filter", "organization", "device_ids": "filter"
        case let part: part
        }
    }
}
