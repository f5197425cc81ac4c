import SlipwayCore
import SlipwayServices

/// A device to register, or a list of them, as a body holds it.
enum RegistrationBody {
    static let schema = JSONSchema([
        .optional("device_uid", .text(.identifier)), .required("organization_id", .integer()),
        .optional("serial_number", .text(.identifier)), .optional("hardware_version", .text(.identifierOrEmpty)),
        .optional(
            "device_token",
            .text(
                .pattern(
                    "^[A-Za-z0-9_-]{\(RegistrationEntry.minimumTokenLength),\(RegistrationEntry.maximumTokenLength)}$"))
        ),
    ])

    static func listSchema(limit: Int) -> JSONSchema { JSONSchema(listOf: schema, count: 1...limit) }

    /// - Throws: REQUEST_001 with every fault of every entry.
    static func entries(_ call: Call, limit: Int) throws(SlipwayError) -> [RegistrationEntry] {
        var faults = call.faults
        guard let node = call.json, case .array(let nodes) = node.value else {
            let kind = call.json?.kind ?? "missing"
            faults.append(FieldFault(field: "body", fault: "must be a list of devices, and is \(kind)"))
            throw .invalidRequest(faults)
        }
        guard (1...limit).contains(nodes.count) else {
            let fault = "has \(nodes.count) entries; 1 to \(limit) are possible"
            faults.append(FieldFault(field: "devices", fault: fault))
            throw .invalidRequest(faults)
        }
        var entries: [RegistrationEntry] = []
        for (index, node) in nodes.enumerated() {
            let (entry, found) = read(FieldReader(node, schema, index: index, name: "device"), index: index)
            entries.append(entry)
            faults += found
        }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
        return entries
    }

    /// - Throws: REQUEST_001 with every fault.
    static func entry(_ call: Call) throws(SlipwayError) -> RegistrationEntry {
        let (entry, faults) = read(FieldReader(call.json, schema, name: "device", besides: call.faults), index: nil)
        guard faults.isEmpty else { throw .invalidRequest(faults) }
        return entry
    }

    /// The fault of a request that was no list: nothing in it has a place.
    static func ofOne(_ error: SlipwayError) -> SlipwayError {
        guard case .invalidRequest(let faults) = error else { return error }
        return .invalidRequest(faults.map { FieldFault(field: $0.field, fault: $0.fault) })
    }

    private static func read(_ reader: FieldReader, index: Int?) -> (RegistrationEntry, [FieldFault]) {
        var fields = reader
        guard fields.isObject else { return (RegistrationEntry(organizationID: .init(0)), fields.faults) }
        let entry = RegistrationEntry(
            deviceUID: fields.optionalText("device_uid"), serialNumber: fields.optionalText("serial_number"),
            organizationID: Organization.ID(fields.integer("organization_id")),
            hardwareVersion: fields.optionalText("hardware_version"),
            deviceToken: fields.optionalText("device_token"))
        return (entry, fields.faults + entry.faults.map { fault in index.map { fault.at(index: $0) } ?? fault })
    }
}
