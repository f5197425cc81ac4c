/// What can be wrong with a fleet or with the service itself, the worst first: nothing is said to be wrong only after each
/// of these was looked at. Scripts name them, so that the names never change.
package enum ConditionKind: String, CaseIterable, Comparable, Hashable, Sendable, Codable {
    /// Figures that are kept on write are not what their rows say, so that the others may be wrong too.
    case countersDiffer = "counters_differ"
    /// Devices wait, and no server that they could ask is alive.
    case noServer = "no_server"
    /// Work waits, and no process does it.
    case noWorker = "no_worker"
    /// Every update is halted, or those of one organization.
    case halted
    case gateTripped = "gate_tripped"
    /// Too many devices of a rollout are bad.
    case failing
    /// Every place of a rollout is taken by a silent device, and others wait for one.
    case windowSilent = "window_silent"
    /// Devices of a rollout have fallen silent.
    case silent
    /// The clock that dates the records jumped, or is far from this machine's.
    case clockApart = "clock_apart"
    /// A process did not stop in order.
    case processLost = "process_lost"
    /// A rollout waits for a person to approve it, or to accept that other devices take part.
    case approvalWaiting = "approval_waiting"

    package static func < (left: ConditionKind, right: ConditionKind) -> Bool { left.urgency < right.urgency }

    private var urgency: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
