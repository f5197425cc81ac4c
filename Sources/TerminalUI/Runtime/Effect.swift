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
    case record(RecordingOrder)
    /// A message that was shown, for the log.
    case note(Flash)
    case quit
}

/// Names one piece of work in progress.
package struct WorkKey: Hashable, Sendable {
    package let screen: Int
    /// Loads supersede each other by name; an act has a name of its own.
    package let name: String
    package let isLoad: Bool
}

/// What a piece of work found out.
package struct Delivery: Sendable {
    package let key: WorkKey
    package let message: any Sendable

    package init(key: WorkKey, message: any Sendable) {
        self.key = key
        self.message = message
    }
}
