/// What the application wants of the loop that runs it.
package enum Effect: Sendable {
    /// Run the work as a child task and give its ``Delivery`` back; one with the same key is cancelled first.
    case start(WorkKey, delay: Int64, work: @Sendable () async -> any Sendable)
    case cancel(WorkKey)
    case repaint
    case suspend
    case copy(SafeText)
    /// Let the text be edited, and give what came of it back as the work's ``Delivery``.
    case edit(WorkKey, EditorText, done: @Sendable (EditorText.Outcome) -> any Sendable)
    /// A message that was shown, for the log.
    case note(Flash)
    case quit
}
