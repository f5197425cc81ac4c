import SlipwayCore

/// The messages of one call, read, with everything that is wrong with any of them.
struct TelemetryReading: Sendable {
    struct Message: Sendable {
        let index: Int
        /// Empty where messages do not name their devices.
        let deviceUID: String
        let telemetryType: String
        let payload: String
    }

    private(set) var messages: [Message] = []
    private var typeFaults: [FieldFault] = []
    private var otherFaults: [FieldFault] = []

    /// - Parameter namesDevices: whether each message says in `device_uid` whose it is.
    init(_ texts: [String], namesDevices: Bool) {
        guard (1...TelemetryService.messageLimit).contains(texts.count) else {
            let fault = "has \(texts.count) messages; 1 to \(TelemetryService.messageLimit) are possible"
            otherFaults.append(FieldFault(field: "messages", fault: fault))
            return
        }
        for (index, text) in texts.enumerated() { read(text, index: index, namesDevices: namesDevices) }
    }

    /// - Throws: TELEMETRY_002 where nothing is wrong but types, else REQUEST_001; both with every fault.
    func requireSound() throws(SlipwayError) {
        if typeFaults.isEmpty, otherFaults.isEmpty { return }
        if otherFaults.isEmpty { throw .telemetryTypeMissing(typeFaults) }
        throw .invalidRequest((typeFaults + otherFaults).sorted { ($0.index ?? 0) < ($1.index ?? 0) })
    }

    private mutating func read(_ text: String, index: Int, namesDevices: Bool) {
        guard text.utf8.count <= TelemetryService.byteLimit else {
            let fault = "has \(text.utf8.count) bytes; at most \(TelemetryService.byteLimit) fit"
            otherFaults.append(FieldFault(index: index, field: "message", fault: fault))
            return
        }
        guard let node = try? JSONParser.parse(Array(text.utf8)), let members = node.members else {
            typeFaults.append(FieldFault(index: index, field: "message", fault: "is not a JSON object"))
            return
        }
        let type = members["ev"]?.text ?? ""
        if type.isEmpty { typeFaults.append(FieldFault(index: index, field: "ev", fault: "is missing")) }
        otherFaults += FieldRule.reported.faults(of: type, field: "ev").map { $0.at(index: index) }
        let uid = namesDevices ? members["device_uid"]?.text ?? "" : ""
        if namesDevices, uid.isEmpty {
            otherFaults.append(FieldFault(index: index, field: "device_uid", fault: "is missing"))
        }
        messages.append(Message(index: index, deviceUID: uid, telemetryType: type, payload: node.compact))
    }
}
