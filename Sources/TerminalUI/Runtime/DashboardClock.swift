/// Where the loop has its time from.
package protocol DashboardClock: Sendable {
    func reading() -> ClockReading
    func sleep(milliseconds: Int64) async throws
}
