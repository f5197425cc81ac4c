import SlipwayCore
import SlipwayServices

/// A device that was refused among others: as it was sent, where it stood, and why.
package struct RefusedDeviceDocument: Encodable {
    private let device: Named
    private let index: Int?
    private let error: String
    private let code: String

    init(_ refused: RegistrationResult.Refused) {
        let entry = refused.entry
        device = Named(
            deviceUID: entry.deviceUID, serialNumber: entry.serialNumber, organizationID: entry.organizationID,
            hardwareVersion: entry.hardwareVersion)
        index = refused.index
        error = refused.error.message
        code = refused.error.code
    }

    package init(_ row: DeviceSheetRow, code: String, faults: [String]) {
        device = Named(row)
        index = nil
        error = faults.joined(separator: "; ")
        self.code = code
    }

    fileprivate struct Named: Encodable {
        /// Of the file that it came in.
        var line: Int?
        let deviceUID: String?
        let serialNumber: String?
        /// Its name, where it was sent by name.
        var organization: String?
        var organizationID: Organization.ID?
        let hardwareVersion: String?
    }
}

extension RefusedDeviceDocument.Named {
    init(_ row: DeviceSheetRow) {
        self.init(
            line: row.record.line, deviceUID: row.deviceUID, serialNumber: row.serialNumber,
            hardwareVersion: row.hardwareVersion)
        switch row.owner {
        case .name(let name): organization = name
        case .id(let id): organizationID = id
        case nil: break
        }
    }
}
