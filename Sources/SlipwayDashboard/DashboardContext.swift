/// What every screen is made with.
struct DashboardContext: Sendable {
    let reads: DashboardReads
    let acts: DashboardActs
    /// Milliseconds between two polls.
    let interval: Int64
}
