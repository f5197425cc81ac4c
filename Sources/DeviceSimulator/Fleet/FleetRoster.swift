import SlipwayCore
import SlipwayServices

/// From where a fleet knows its devices.
enum FleetRoster: Sendable {
    /// The services, asked again and again, since devices are added while it plays.
    case services(Services, FleetSelection, as: Principal)
    /// Those whose tokens are known, and nothing else of them.
    case members([FleetMember])
}
