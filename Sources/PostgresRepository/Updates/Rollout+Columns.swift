import SQLRecords
import SlipwayCore

extension Rollout {
    static let columns =
        Columns(columnNames, of: "r").qualified + ", "
        + BatchCounters.columnNames.map { "k.\($0)" }.joined(separator: ", ") + ", r.created_at, r.updated_at"

    /// Joins the figures of `r` as `k`.
    static let counterJoin = """
        CROSS JOIN LATERAL (
          SELECT \(BatchCounters.columnNames.map { "COALESCE(sum(\($0)), 0) AS \($0)" }.joined(separator: ", "))
          FROM rollout_counters AS part
          WHERE part.rollout_id = r.id) AS k
        """
}
