/// One row of the list of batches.
package struct BatchRow: Hashable, Sendable {
    package let batch: UpdateBatch
    package let firmwareVersion: String
    /// None where it is for several.
    package let organizationName: String?

    package init(batch: UpdateBatch, firmwareVersion: String, organizationName: String?) {
        self.batch = batch
        self.firmwareVersion = firmwareVersion
        self.organizationName = organizationName
    }
}
