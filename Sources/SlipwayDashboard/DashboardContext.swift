import SlipwayServices

/// What every screen is made with.
struct DashboardContext: Sendable {
    let reads: DashboardReads
    let acts: DashboardActs
    let log: LogBook
    /// Milliseconds between two polls.
    let interval: Int64
    /// Where forms keep their drafts; none where they keep none.
    let drafts: DraftFolder?
}
