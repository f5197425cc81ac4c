import SlipwayCore
import SlipwayServices

/// A device to register, or a list of them, as a body holds it.
enum RegistrationBody {
    private static let fields: [JSONSchema.Field] = [
        .optional("device_uid"), .required("organization_id", .integer), .optional("serial_number"),
        .optional("hardware_version"), .optional("device_token"),
    ]

    static let schema = JSONSchema(fields)
    static let listSchema = JSONSchema(fields, isList: true)

    /// - Throws: REQUEST_001 with every fault of every entry.
    static func entries(_ node: JSONNode?, limit: Int) throws(SlipwayError) -> [RegistrationEntry] {
        guard let node, case .array(let nodes) = node.value else {
            let kind = node?.kind ?? "missing"
            throw .invalidRequest([FieldFault(field: "body", fault: "must be a list of devices, and is \(kind)")])
        }
        guard (1...limit).contains(nodes.count) else {
            let fault = "has \(nodes.count) entries; 1 to \(limit) are possible"
            throw .invalidRequest([FieldFault(field: "devices", fault: fault)])
        }
        var entries: [RegistrationEntry] = []
        var faults: [FieldFault] = []
        for (index, node) in nodes.enumerated() {
            let (entry, found) = read(node, index: index)
            entries.append(entry)
            faults += found
        }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
        return entries
    }

    /// - Throws: REQUEST_001 with every fault.
    static func entry(_ node: JSONNode?) throws(SlipwayError) -> RegistrationEntry {
        let (entry, faults) = read(node, index: nil)
        guard faults.isEmpty else { throw .invalidRequest(faults) }
        return entry
    }

    /// The fault of a request that was no list: nothing in it has a place.
    static func ofOne(_ error: SlipwayError) -> SlipwayError {
        guard case .invalidRequest(let faults) = error else { return error }
        return .invalidRequest(faults.map { FieldFault(field: $0.field, fault: $0.fault) })
    }

    private static func read(_ node: JSONNode?, index: Int?) -> (RegistrationEntry, [FieldFault]) {
        var fields = FieldReader(node, index: index, name: "device")
        guard fields.faults.isEmpty else { return (RegistrationEntry(organizationID: .init(0)), fields.faults) }
        let entry = RegistrationEntry(
            deviceUID: fields.optionalText("device_uid"), serialNumber: fields.optionalText("serial_number"),
            organizationID: Organization.ID(fields.integer("organization_id")),
            hardwareVersion: fields.optionalText("hardware_version"),
            deviceToken: fields.optionalText("device_token"))
        return (entry, fields.faults + entry.faults.map { fault in index.map { fault.at(index: $0) } ?? fault })
    }
}
