import SQLRecords
import SlipwayCore

extension PostgresTransaction {
    func phaseDurations(
        of batches: Set<UpdateBatch.ID>
    ) throws -> [UpdateBatch.ID: [UpdateSessionState: PhaseDurations]] {
        let buckets = try rows(
            """
            SELECT update_batch_id, phase, bucket, n
            FROM update_batch_phases
            WHERE update_batch_id = ANY ($1::bigint[])
            """, [SQLArray(batches)]
        ) { row -> (batch: UpdateBatch.ID, bucket: PhaseBucket) in (try row.id(), try PhaseBucket(&row)) }
        return Dictionary(grouping: buckets) { $0.batch }.mapValues { buckets in
            Dictionary(grouping: buckets.map(\.bucket)) { $0.phase }.mapValues { PhaseDurations($0) }
        }
    }
}

/// How many devices took about so long for a phase.
struct PhaseBucket {
    let phase: UpdateSessionState
    fileprivate let bucket: Int
    fileprivate let count: Int

    init(_ row: inout PostgresColumnReader) throws {
        phase = try row.name()
        bucket = try row.int()
        count = try row.int()
    }
}

extension PhaseDurations {
    init(_ buckets: [PhaseBucket]) {
        self.init(counts: Dictionary(buckets.map { ($0.bucket, $0.count) }) { first, _ in first })
    }
}
