/// How much a rollout needs somebody, the most urgent first: the default order of every list of rollouts.
package enum Attention: Int, CaseIterable, Comparable, Hashable, Sendable {
    /// Open, and too many of its finished devices are bad.
    case failing
    /// Open, with devices that have fallen silent.
    case stuck
    case running
    case paused
    case pending
    case ended

    package static func < (left: Attention, right: Attention) -> Bool { left.rawValue < right.rawValue }
}
