import SQLRecords
import SlipwayCore

extension KeysetList<FirmwareRelease> {
    init(_ query: FirmwareQuery, now: Timestamp) throws {
        var plan = TermPlan(query.filter)
        let segment: KeysetSegment
        switch query.order {
        case .version:
            let channel = plan.takeText(of: "channel").map { SQLCondition("f.release_channel = ?", [$0]) }
            segment = KeysetSegment(
                source: "firmware_releases AS f", pinned: [channel].compactMap { $0 },
                // Versions that differ in build metadata alone have the same key.
                key: [.text("f.version_key"), .text("f.version")])
        case .added: segment = KeysetSegment(source: "firmware_releases AS f", key: [.integer("f.id")])
        }
        self.init(
            segments: [segment], isDescending: query.order.isDescending, isReversed: query.isReversed,
            columns: FirmwareRelease.columns.qualified,
            filter: try FirmwareRelease.filterColumns.conditions(for: plan.terms, now: now),
            decode: FirmwareRelease.init)
    }
}

extension FirmwareRelease {
    fileprivate static let filterColumns = FilterColumns(
        expressions: [
            "version": "f.version",
            "channel": "f.release_channel",
            "status": "f.release_status",
        ], searched: ["f.version"])
}
