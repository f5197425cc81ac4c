/// One device of a registration request, as the caller gave it.
package struct RegistrationEntry: Hashable, Sendable {
    /// The shortest token: 32 bytes in base64url without padding.
    package static let minimumTokenLength = 43
    package static let maximumTokenLength = 512

    package var deviceUID: String?
    package var serialNumber: String?
    package var organizationID: Organization.ID
    package var hardwareVersion: String?
    package var deviceToken: String?

    package init(
        deviceUID: String? = nil, serialNumber: String? = nil, organizationID: Organization.ID,
        hardwareVersion: String? = nil, deviceToken: String? = nil
    ) {
        self.deviceUID = deviceUID
        self.serialNumber = serialNumber
        self.organizationID = organizationID
        self.hardwareVersion = hardwareVersion
        self.deviceToken = deviceToken
    }

    /// Every fault of form: an entry with one is never sent, and a request that holds one is refused whole.
    package var faults: [FieldFault] {
        var faults: [FieldFault] = []
        if let deviceUID {
            if deviceUID.isEmpty { faults.append(FieldFault(field: "device_uid", fault: "is empty")) }
            faults += FieldRule.identifier.faults(of: deviceUID, field: "device_uid")
        }
        if let serialNumber {
            if serialNumber.isEmpty { faults.append(FieldFault(field: "serial_number", fault: "is empty")) }
            faults += FieldRule.identifier.faults(of: serialNumber, field: "serial_number")
        }
        if let hardwareVersion {
            faults += FieldRule.identifier.faults(of: hardwareVersion, field: "hardware_version")
        }
        if let deviceToken { faults += Self.faults(ofToken: deviceToken) }
        return faults
    }

    /// A uid or a serial number such as `3.52656E+14`, of which a spreadsheet has dropped the last digits.
    package var shortenedNumbers: [FieldFault] {
        [("device_uid", deviceUID), ("serial_number", serialNumber)].compactMap { field, value in
            guard let value, SpreadsheetNumber.isShortened(value) else { return nil }
            return FieldFault(field: field, fault: "\"\(value)\" looks like a number that a spreadsheet has shortened")
        }
    }

    private static func faults(ofToken token: String) -> [FieldFault] {
        let isBase64URL = token.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isBase64URL, (minimumTokenLength...maximumTokenLength).contains(token.utf8.count) else {
            return [FieldFault(field: "device_token", fault: "must be at least 32 random bytes in base64url")]
        }
        return []
    }
}
