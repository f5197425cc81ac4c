package protocol CounterReader {
    /// In their order.
    func batchIDs(after id: UpdateBatch.ID?, limit: Int) throws -> [UpdateBatch.ID]
    /// Counts the figures of a batch from its devices, and with the first batch of a rollout those of the rollout from
    /// its batches.
    ///
    /// - Returns: everything that was counted, with the figures that differ, at most `limit` of each kind.
    func recount(_ batch: UpdateBatch.ID, limit: Int) throws -> [CounterSubject: [CounterDifference]]
    /// Counts every figure of one record from its rows; of a rollout in PostgreSQL each part by itself, with its number
    /// as the key.
    ///
    /// - Returns: the figures that differ, at most `limit` of each kind.
    func differences(of subject: CounterSubject, limit: Int) throws -> [CounterDifference]
    /// The one with the next id.
    func organization(after id: Organization.ID?) throws -> Organization?
    /// Counts at most `limit` devices in the order of their uids.
    func countDevices(of organization: Organization.ID, after uid: String?, limit: Int) throws -> DeviceCount
    /// What is noted of them, by subject, figure and key.
    func notedDifferences(of subjects: [CounterSubject]) throws -> [CounterDifference]
    /// What is noted of all, in a stable order.
    func notedDifferences(limit: Int) throws -> [CounterDifference]
}

package protocol CounterWriter {
    /// Keeps others from moving the figures until the end of the write: what is counted then stays true.
    func lockFigures(of subject: CounterSubject) throws
    /// Writes the figures as they are counted. They must be locked. How long the phases took is not counted: nothing
    /// else keeps it.
    func correctFigures(of subject: CounterSubject) throws
    /// Replaces what is noted of a subject; the figures themselves stay as they are.
    func note(_ differences: [CounterDifference], of subject: CounterSubject) throws
}

/// How many devices a piece of an organization has.
package struct DeviceCount: Hashable, Sendable {
    package let count: Int
    /// The uid with which the piece ends; none where no device follows.
    package let last: String?

    package init(count: Int, last: String?) {
        self.count = count
        self.last = last
    }
}
