/// A worker's right to start one batch: fenced by an epoch, since names are reused.
package struct BatchClaim: Hashable, Sendable {
    package let batchID: UpdateBatch.ID
    package let owner: String
    package let epoch: Int64
    /// This try included.
    package let attempts: Int

    package init(batchID: UpdateBatch.ID, owner: String, epoch: Int64, attempts: Int) {
        self.batchID = batchID
        self.owner = owner
        self.epoch = epoch
        self.attempts = attempts
    }
}
