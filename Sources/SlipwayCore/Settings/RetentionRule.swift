/// For how long an installation keeps what it has, as its settings say.
///
/// Each step of the removal counts these times back from ``RetentionHorizon``. A rollout, with its batches and sessions,
/// stays as long as there is an event of it.
package struct RetentionRule: Hashable, Sendable {
    /// None keeps them for good, as with the next two.
    package let telemetry: Duration?
    package let events: Duration?
    /// Since they ended; also the updates of single devices.
    package let rollouts: Duration?
    /// Whether an event is removed only once it was exported.
    package let exportsFirst: Bool

    package init(_ settings: SettingValues) {
        telemetry = Self.time(settings[.telemetryRetention])
        events = Self.time(settings[.eventRetention])
        // Their last event is as old as their end: looking for them earlier would find none to remove.
        rollouts = Self.time(settings[.rolloutRetention]).flatMap { own in
            Self.time(settings[.eventRetention]).map { max(own, $0) }
        }
        exportsFirst = settings[.exportBeforeRemoval] != 0
    }

    /// What someone who has just changed one of the settings may not expect of them together; sentences for people.
    package static func notices(after setting: Setting, in settings: SettingValues) -> [String] {
        let (events, rollouts) = (settings[.eventRetention], settings[.rolloutRetention])
        switch setting {
        case .rolloutRetention where rollouts != keep && events == keep:
            return ["no rollout is removed yet: it stays as long as its events, and event_retention is keep"]
        case .rolloutRetention where rollouts != keep && rollouts < events:
            return ["a rollout stays as long as its events: \(events) days"]
        case .eventRetention where events != keep && settings[.exportBeforeRemoval] != 0,
            .exportBeforeRemoval where events != keep && settings[.exportBeforeRemoval] != 0:
            return ["events are removed once `slipway events export` has written them to a file"]
        case .typedCountFrom, .bareSignatures, .telemetryRetention, .eventRetention, .rolloutRetention,
            .exportBeforeRemoval:
            return []
        }
    }

    /// In place of a number of days.
    static let keep = 0
    static let words = ["keep": keep]
    /// A hundred years, in days.
    static let longest = 36_500

    private static func time(_ days: Int) -> Duration? {
        days == keep ? nil : .seconds(days * 86_400)
    }
}
