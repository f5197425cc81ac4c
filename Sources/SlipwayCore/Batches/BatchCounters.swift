/// The figures of a batch or a rollout, kept by the database in the transaction that moves the devices.
package struct BatchCounters: Hashable, Sendable {
    package var total = 0
    package var pending = 0
    package var initiated = 0
    package var succeeded = 0
    package var failed = 0
    /// Of the failed ones, those for which the release is not to blame: cancelled, refused, or never reached.
    package var leftOut = 0
    /// Of the initiated ones.
    package var acknowledged = 0
    package var downloading = 0
    package var flashed = 0
    /// Devices that have since reported the release's version.
    package var verified = 0
    /// Succeeded devices that have since reported another version.
    package var fellBack = 0
    /// Succeeded devices of which no word came afterwards.
    package var lost = 0
    package var silent = 0
    /// Of the silent ones, those that have flashed.
    package var silentFlashed = 0

    package init() {}

    /// Those of several batches or rollouts together.
    package init(sumOf parts: some Sequence<BatchCounters>) {
        for part in parts {
            for figure in Figure.allCases { self[figure] += part[figure] }
        }
    }

    package subscript(figure: Figure) -> Int {
        get { self[keyPath: figure.keyPath] }
        set { self[keyPath: figure.keyPath] = newValue }
    }

    /// Devices that are not final yet.
    package var open: Int { pending + initiated }
    /// Devices that are final.
    package var finished: Int { succeeded + failed }
    /// Initiated, and not yet acknowledged.
    package var waiting: Int { initiated - inFlight }
    /// Sessions that take one of the rollout's places.
    package var inFlight: Int { sessions(in: UpdateSessionState.inFlight) }
    /// Devices with an open session that can no longer be cancelled.
    package var irrevocable: Int {
        sessions(in: UpdateSessionState.open.filter { !UpdateSessionState.cancellable.contains($0) })
    }
    /// Devices that failed for a reason that speaks against the release.
    package var failedByRelease: Int { failed - leftOut }
    /// What speaks against the release: failed by it, fell back, lost, and silent since the flash.
    package var bad: Int { failedByRelease + fellBack + lost + silentFlashed }
    /// Devices that say something about the release, good or bad: the finished ones that were not left out, and those
    /// that are silent since the flash.
    package var judged: Int { finished - leftOut + silentFlashed }

    /// Devices that a retry takes up: those that failed for whatever reason, fell back, or are lost.
    package var retriable: Int { failed + fellBack + lost }

    /// The open sessions by state, in the order in which a session goes through them.
    package var openSessions: [(state: UpdateSessionState, count: Int)] {
        UpdateSessionState.open.map { state in (state, state.figure.map { self[$0] } ?? waiting) }
    }

    private func sessions(in states: [UpdateSessionState]) -> Int {
        states.compactMap(\.figure).reduce(0) { $0 + self[$1] }
    }
}

extension BatchCounters: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Figure.self)
        for figure in Figure.allCases { try container.encode(self[figure], forKey: figure) }
    }
}
