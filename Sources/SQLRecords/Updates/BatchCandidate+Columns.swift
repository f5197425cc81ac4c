import SlipwayCore

extension BatchCandidate {
    package init(_ row: inout some ColumnReader) throws {
        self.init(
            deviceID: try row.id(), deviceUID: try row.text(), organizationID: try row.id(), active: try row.bool(),
            updatesEnabled: try row.bool(), firmwareVersion: try row.text(), hardwareVersion: try row.text(),
            isUpdating: try row.bool())
    }
}
