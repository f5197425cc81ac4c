import SlipwayCore
import SlipwayServices

/// The plan of a rollout as a body holds it.
enum RolloutBody {
    static let schema = JSONSchema(
        [
            .required("name", .text(.name)), .required("firmware_id", .integer()),
            .optional("filter", .text(.filter), takesNull: false),
            .optional("organization", .text(.identifier), takesNull: false),
            .optional(
                "device_ids", .list(.integer(), count: 1...RolloutRequest.listLimit), takesNull: false),
            .optional("leaves_out_current", .flag, takesNull: false),
            .optional("waves", .list(.object(wave), count: 1...RolloutPlan.maximumWaves), takesNull: false),
            .optional("verified_share", .number(AdvanceRule.verifiedShareLimits), takesNull: false),
            .optional(
                "soak_seconds", .integer(1...Int64(AdvanceRule.longestSoak.components.seconds)), takesNull: false),
            .optional("advances_itself", .flag, takesNull: false),
            .optional(
                "max_in_flight", .integer(BatchRoutes.bounds(BatchRequest.maximumInFlightLimits)), takesNull: false),
            .optional("request_id", .text(.identifier)),
        ], alternatives: .init(names: ["filter", "organization", "device_ids"], isRequired: true))

    private static let wave = JSONSchema([
        .required("size", .text()), .optional("gate", .object(BatchRoutes.gate), takesNull: false),
    ])

    /// - Throws: REQUEST_001 with every fault of form.
    static func request(_ call: Call) throws(SlipwayError) -> RolloutRequest {
        var fields = call.fields()
        var advance = AdvanceRule()
        let request = RolloutRequest(
            name: fields.text("name"), firmware: .id(FirmwareRelease.ID(fields.integer("firmware_id"))),
            target: target(&fields), leavesOutCurrent: fields.optionalFlag("leaves_out_current") ?? true,
            waves: waves(&fields),
            maximumInFlight: fields.optionalInteger("max_in_flight").map { Int($0) },
            requestID: fields.optionalText("request_id") ?? call.headers[.idempotencyKey])
        if let share = fields.optionalNumber("verified_share") { advance.verifiedShare = share }
        if let seconds = fields.optionalInteger("soak_seconds") { advance.soak = .seconds(seconds) }
        if let isAutomatic = fields.optionalFlag("advances_itself") { advance.isAutomatic = isAutomatic }
        do throws(SlipwayError) {
            try fields.requireSound()
        } catch {
            throw error.namingLaterParts
        }
        var complete = request
        complete.advance = advance
        return complete
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
                reader.add("size", "is no size: canary, a number of devices, or a share such as 20%")
            }
            let gate = reader.optionalObject("gate", BatchRoutes.gate, read: BatchRoutes.gate)
            waves.append(WavePlan(size: size ?? .canary, gate: gate))
            fields.add(reader.faults.map { FieldFault(field: "\(name).\($0.field)", fault: $0.fault) })
        }
        return waves
    }
}

extension SlipwayError {
    /// Parts of a plan that a later version takes are refused by their names, not as if they meant nothing.
    fileprivate var namingLaterParts: SlipwayError {
        let later: Set = ["approval", "schedule", "windows", "pace", "rollback"]
        guard case .invalidRequest(let faults) = self else { return self }
        return .invalidRequest(
            faults.map { fault in
                later.contains(fault.field)
                    ? FieldFault(field: fault.field, fault: "is not available in this version") : fault
            })
    }
}
