package protocol CounterReader {
    /// In their order.
    func batchIDs(after id: UpdateBatch.ID?, limit: Int) throws -> [UpdateBatch.ID]
    /// Counts the figures of a batch from its devices, and with the first batch of a rollout those of the rollout from
    /// its batches.
    ///
    /// - Returns: everything that was counted, with the figures that differ, at most `limit` of each kind.
    func recount(_ batch: UpdateBatch.ID, limit: Int) throws -> [CounterSubject: [CounterDifference]]
    /// The one with the next id.
    func organization(after id: Organization.ID?) throws -> Organization?
    /// Counts at most `limit` devices in the order of their uids.
    func countDevices(of organization: Organization.ID, after uid: String?, limit: Int) throws -> DeviceCount
    /// What is noted of a subject, by figure and key.
    func notedDifferences(of subject: CounterSubject) throws -> [CounterDifference]
    /// What is noted of all, in a stable order.
    func notedDifferences(limit: Int) throws -> [CounterDifference]
}

package protocol CounterWriter {
    /// Replaces what is noted of a subject; the figures themselves stay as they are.
    func note(_ differences: [CounterDifference], of subject: CounterSubject) throws
}
