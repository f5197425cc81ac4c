import SlipwayCore

/// One device to be registered, as it was given and as far as it has come.
struct RegistrationRow: Codable, Hashable, Sendable {
    enum State: String, Codable, CaseIterable, Hashable, Sendable {
        case ready
        /// A fault of form: it is reported and never sent.
        case wrong
        case sending
        case registered
        case refused
        /// It was sent, and the answer was lost.
        case unknown
    }

    /// Drafts of earlier versions have the names on the right.
    private enum CodingKeys: String, CodingKey {
        case line, cells, fault, finding
        case state = "standing"
        case text = "words"
    }

    /// Names it to the token file; never given twice in a sheet.
    let line: Int
    /// uid, organization, serial number, hardware version.
    var cells: [String]
    /// What was wrong with its form where it came from.
    var fault: String?
    var state = State.ready
    /// What is wrong with it or why it was refused.
    var text: String?
    /// What the check found.
    var finding: String?

    init(line: Int, cells: [String], fault: String? = nil) {
        self.line = line
        self.cells = cells
        self.fault = fault
    }

    static let columns = ["device_uid", "organization", "serial_number", "hardware_version"]

    /// Rows that are still to be registered.
    var isOpen: Bool {
        switch state {
        case .ready, .wrong, .refused, .unknown: true
        case .sending, .registered: false
        }
    }

    func deviceRow(defaultOrganization: String?) -> DeviceSheetRow {
        let texts = cells.map(\.trimmingBlanks)
        return DeviceSheetRow(
            line: line, deviceUID: texts[0], organization: texts[1], serialNumber: texts[2], hardwareVersion: texts[3],
            fault: fault, defaultOrganization: defaultOrganization)
    }

    /// After it was changed: ready, or wrong in its form.
    mutating func validate(defaultOrganization: String?) {
        guard state == .ready || state == .wrong else { return }
        let faults = deviceRow(defaultOrganization: defaultOrganization).faults
        state = faults.isEmpty ? .ready : .wrong
        text = faults.isEmpty ? nil : faults.map(\.description).joined(separator: "; ")
    }

    /// What was registered, or is on its way, stays as it is.
    mutating func edit(column: Int, _ text: String, defaultOrganization: String?) {
        guard isOpen, cells.indices.contains(column), cells[column] != text else { return }
        cells[column] = text
        fault = nil
        finding = nil
        state = .ready
        validate(defaultOrganization: defaultOrganization)
    }

    /// What rows that fail alike have in common.
    var reason: String {
        switch state {
        case .unknown: "the answer was lost"
        case .ready: "not sent yet"
        case .sending: "being sent"
        case .registered: "registered"
        case .wrong, .refused: Self.group(text ?? "")
        }
    }

    /// Without what differs from row to row.
    static func group(_ text: String) -> String {
        let taken = " is already registered"
        if text.hasSuffix(taken) { return text.prefix { $0 != " " } + taken }
        let first = text.prefix { $0 != ";" }
        var isQuoted = false
        let bare = first.filter { character in
            if character == "\"" { isQuoted.toggle() }
            return character != "\"" && !isQuoted
        }
        return ReasonKey.masking(String(bare)).rawValue
    }
}
