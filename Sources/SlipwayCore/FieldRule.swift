/// How long a text that a person or a device gives may be; control characters are refused everywhere.
package struct FieldRule: Hashable, Sendable {
    /// In Unicode scalars, which is how both databases count.
    package let maximumLength: Int

    /// Identifiers: uid, serial number, hardware version.
    package static let identifier = FieldRule(maximumLength: 128)
    /// Names of organizations, batches and rollouts.
    package static let name = FieldRule(maximumLength: 100)
    /// Free text: display names, reasons, notes.
    package static let text = FieldRule(maximumLength: 4_000)

    package func faults(of value: String, field: String) -> [FieldFault] {
        var faults: [FieldFault] = []
        let length = value.unicodeScalars.count
        if length > maximumLength {
            faults.append(FieldFault(field: field, fault: "has \(length) characters; at most \(maximumLength) fit"))
        }
        if let control = value.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) {
            let code = String(control.value, radix: 16, uppercase: true)
            let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
            faults.append(FieldFault(field: field, fault: "holds the control character U+\(padded)"))
        }
        return faults
    }
}
