import SlipwayCore

extension BatchRow {
    /// The batch's columns, the version of its release and the name of its organization.
    package init(_ row: inout some ColumnReader) throws {
        self.init(
            batch: try UpdateBatch(&row), firmwareVersion: try row.text(), organizationName: row.optionalText())
    }
}
