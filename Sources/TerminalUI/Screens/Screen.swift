/// One place of the dashboard, as a value: what happens to it is passed in, what it wants done is returned.
///
/// A screen does no I/O and reads no clock. It keeps its keys as data, so help, hints and docs follow by themselves.
package protocol Screen: Sendable {
    /// What its keys ask for, in the imperative.
    associatedtype Command: Hashable & Sendable
    /// What its work found out, in the past tense.
    associatedtype Message: Sendable

    /// The step in the breadcrumb.
    var title: SafeText { get }
    /// Bindings as they are now; a reason on a binding disables it.
    var keys: KeyTable<Command> { get }
    /// A field or a question has the focus: keys go to ``type(_:at:)``.
    var isEditing: Bool { get }
    /// Whether what is pasted or typed fast is text now: a question with buttons alone is editing and takes none.
    var acceptsText: Bool { get }
    /// Replaces the last row, for a filter or a question; nil leaves it to flash messages.
    var footer: Footer? { get }

    /// Whether it may be shown again once it was left: a form is done then.
    var canReturn: Bool { get }

    /// What help says first, such as what the field under the cursor wants.
    var helpTopics: [HelpOverlay.Section] { get }

    /// Opened, or uncovered by the screen above it: the place to load.
    mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>]
    /// Closed, or the dashboard ends: the last chance to act; nothing that it loads arrives any more.
    mutating func left(at now: ClockReading) -> [ScreenCommand<Message>]
    /// What was typed after `:` and is meant for this screen; nil where it means nothing here.
    mutating func order(_ line: String, at now: ClockReading) -> [ScreenCommand<Message>]?
    mutating func perform(_ command: Command, at now: ClockReading) -> [ScreenCommand<Message>]
    mutating func update(_ message: Message, at now: ClockReading) -> [ScreenCommand<Message>]
    mutating func type(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>]
    /// About four times a second, and never while the screen is frozen: the place to notice that a poll is due. Nothing
    /// is drawn after it unless it asks for more than loads.
    mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>]

    /// What it was loading is cancelled, and no message will come of it: a person asked for that.
    mutating func interrupted(at now: ClockReading)

    /// The lines under the header's first; each has a leading and a trailing part.
    func headerLines(_ context: ViewContext) -> [HeaderLine]
    /// Mutating only so that a list remembers which rows it showed.
    mutating func draw(into frame: inout Frame, area: Rect, context: ViewContext)
}

extension Screen {
    package var isEditing: Bool { false }
    package var acceptsText: Bool { isEditing }
    package var footer: Footer? { nil }
    package var canReturn: Bool { true }
    package var helpTopics: [HelpOverlay.Section] { [] }

    package mutating func appeared(at now: ClockReading) -> [ScreenCommand<Message>] { [] }
    package mutating func left(at now: ClockReading) -> [ScreenCommand<Message>] { [] }
    package mutating func order(_ line: String, at now: ClockReading) -> [ScreenCommand<Message>]? { nil }
    package mutating func type(_ input: TextInput, at now: ClockReading) -> [ScreenCommand<Message>] { [] }
    package mutating func tick(at now: ClockReading) -> [ScreenCommand<Message>] { [] }
    package mutating func interrupted(at now: ClockReading) {}
    package func headerLines(_ context: ViewContext) -> [HeaderLine] { [HeaderLine()] }
}
