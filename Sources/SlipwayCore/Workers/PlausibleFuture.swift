/// How far ahead an instant may lie that was stored by a clock that was right. One that lies further ahead was stored
/// while the clock was ahead: it counts as due, and is replaced.
package enum PlausibleFuture {
    /// What was so when it was stored: servers of a fleet do not agree to the second.
    package static let past: Duration = .seconds(300)
    /// Before the first attempt to start a batch; a claim that is given back waits for a minute at most.
    package static let firstAttempt: Duration = .seconds(120)
    /// Between attempts to start a batch.
    package static let nextAttempt: Duration = .seconds(2 * 3_600)
    /// Beyond the longest time that a session has.
    package static let deadline: Duration = .seconds(86_400)
}
