/// One row of a registration sheet, before anybody has looked up its organization.
package struct DeviceSheetRow: Hashable, Sendable {
    package enum Owner: Hashable, Sendable {
        case name(String)
        case id(Organization.ID)
    }

    package let record: CSVRecord
    package let owner: Owner?
    package let deviceUID: String?
    package let serialNumber: String?
    package let hardwareVersion: String?
    /// Every fault of form; such a row is reported and never sent.
    package private(set) var faults: [FieldFault]

    package init(_ record: CSVRecord, layout: SheetLayout, defaultOrganization: String?) {
        self.record = record
        deviceUID = layout.value(.deviceUID, of: record)
        serialNumber = layout.value(.serialNumber, of: record)
        hardwareVersion = layout.value(.hardwareVersion, of: record)
        var faults: [FieldFault] = []
        if let fault = layout.fault(of: record) { faults.append(FieldFault(field: "row", fault: fault)) }
        owner = Self.owner(of: record, layout: layout, defaultOrganization: defaultOrganization, faults: &faults)
        if record.fault == nil {
            let entry = RegistrationEntry(
                deviceUID: deviceUID, serialNumber: serialNumber, organizationID: .init(0),
                hardwareVersion: hardwareVersion)
            faults += entry.faults + Self.lostBytes(in: record, layout: layout)
        }
        self.faults = faults
    }

    /// A row as a person edits it: what is not given is empty.
    ///
    /// - Parameters:
    ///   - line: names it to a token file.
    ///   - organization: its name, or `#` and its id.
    ///   - fault: what was wrong with its form where it came from.
    package init(
        line: Int, deviceUID: String, organization: String, serialNumber: String, hardwareVersion: String,
        fault: String?, defaultOrganization: String?
    ) {
        record = CSVRecord(
            line: line, fields: [deviceUID, organization, serialNumber, hardwareVersion], fault: fault)
        self.deviceUID = deviceUID.isEmpty ? nil : deviceUID
        self.serialNumber = serialNumber.isEmpty ? nil : serialNumber
        self.hardwareVersion = hardwareVersion.isEmpty ? nil : hardwareVersion
        var faults = fault.map { [FieldFault(field: "row", fault: $0)] } ?? []
        if organization.first == "#" {
            let id = Int64(organization.dropFirst()).flatMap { $0 > 0 ? $0 : nil }
            owner = id.map { .id(Organization.ID($0)) }
            if id == nil {
                faults.append(FieldFault(field: "organization", fault: "\"\(organization.prefix(40))\" is not an id"))
            }
        } else if let name = organization.isEmpty ? defaultOrganization : organization {
            owner = .name(name)
        } else {
            owner = nil
            faults.append(FieldFault(field: "organization", fault: "is missing"))
        }
        let entry = RegistrationEntry(
            deviceUID: self.deviceUID, serialNumber: self.serialNumber, organizationID: .init(0),
            hardwareVersion: self.hardwareVersion)
        let columns: [(DeviceSheetColumn, String)] = [
            (.deviceUID, deviceUID), (.organization, organization), (.serialNumber, serialNumber),
            (.hardwareVersion, hardwareVersion),
        ]
        let lost = columns.filter { $0.1.unicodeScalars.contains("\u{FFFD}") }.map(\.0)
        self.faults = faults + entry.faults + lost.map(Self.lostBytes)
    }

    /// The uid and the serial number where a spreadsheet has shortened them, which is not a fault by itself.
    package var shortenedNumbers: [FieldFault] {
        RegistrationEntry(deviceUID: deviceUID, serialNumber: serialNumber, organizationID: .init(0)).shortenedNumbers
    }

    /// Adds what was found out about it.
    package mutating func refuse(_ faults: [FieldFault]) { self.faults += faults }

    private static func lostBytes(in column: DeviceSheetColumn) -> FieldFault {
        FieldFault(field: column.rawValue, fault: "holds U+FFFD, which stands for bytes that were lost")
    }

    /// A report of failed rows holds U+FFFD for what it could not repeat: sent again unchanged, it must fail again.
    private static func lostBytes(in record: CSVRecord, layout: SheetLayout) -> [FieldFault] {
        DeviceSheetColumn.allCases.filter { column in
            column != .error && layout.value(column, of: record)?.unicodeScalars.contains("\u{FFFD}") ?? false
        }.map(lostBytes)
    }

    private static func owner(
        of record: CSVRecord, layout: SheetLayout, defaultOrganization: String?, faults: inout [FieldFault]
    ) -> Owner? {
        let name = layout.value(.organization, of: record)
        let id = layout.value(.organizationID, of: record)
        switch (name, id) {
        case (let name?, nil): return .name(name)
        case (nil, let text?):
            if let number = Int64(text), number > 0 { return .id(Organization.ID(number)) }
            faults.append(FieldFault(field: "organization_id", fault: "\"\(text.prefix(40))\" is not an id"))
            return nil
        case (_?, _?):
            faults.append(FieldFault(field: "organization", fault: "give organization or organization_id, not both"))
            return nil
        case (nil, nil):
            if let defaultOrganization { return .name(defaultOrganization) }
            // A row with too few fields has said so already.
            if layout.fault(of: record) == nil {
                faults.append(FieldFault(field: "organization", fault: "is missing"))
            }
            return nil
        }
    }
}
