/// What a column of a registration sheet may hold.
package enum DeviceSheetColumn: String, CaseIterable, Hashable, Sendable {
    case deviceUID = "device_uid"
    case organization
    case organizationID = "organization_id"
    case serialNumber = "serial_number"
    case hardwareVersion = "hardware_version"
    /// Where a report of failed rows says why; ignored when it is sent again.
    case error
}

extension String {
    /// Without blanks and tabs at either end.
    package var trimmingBlanks: String {
        let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
        let start = unicodeScalars.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }

    /// The items of a list that is joined by commas, without the blanks around them; empty ones are left out.
    package var commaSeparated: [String] {
        unicodeScalars.split(separator: ",").map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
    }
}
