import SQLRecords
import SlipwayCore

extension Rollout {
    static let columns = Columns(
        columnNames + BatchCounters.columnNames + ["created_at", "updated_at"], of: "r")
}
