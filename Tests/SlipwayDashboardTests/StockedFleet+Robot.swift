import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport

@testable import SlipwayDashboard

extension StockedFleet {
    /// A person before the dashboard of this fleet, at the time of the examples.
    ///
    /// - Parameter viewer: an operator; none for the one who made the fleet.
    func robot(_ size: Size = Size(columns: 80, rows: 24), as viewer: Principal? = nil) -> Robot {
        let viewer = viewer ?? ada
        return Robot(
            DashboardApplication.make(
                reads: DashboardReads(services: services, principal: viewer) { 0 },
                acts: DashboardActs(services: services, principal: viewer), log: LogBook { .example },
                header: HeaderState(
                    organization: "all organizations", viewer: .named(SafeText(viewer.name)), pollInterval: 1_000)),
            size: size,
            now: ClockReading(
                instant: ScreenInstant(milliseconds: 0),
                wall: WallTime(milliseconds: Timestamp.example.milliseconds)))
    }
}
