import SlipwayCore

extension RolloutSummary {
    /// The rollout's columns, its latest batch, the version of its release, the name of its organization, how many devices
    /// finished lately and since when one is silent; without the causes of what went wrong.
    package init(_ row: inout some ColumnReader) throws {
        self.init(
            rollout: try Rollout(&row), batchID: try row.id(), firmwareVersion: try row.text(),
            organizationName: row.optionalText(), recentlyFinished: try row.int(),
            silentSince: row.optionalInstant())
    }
}
