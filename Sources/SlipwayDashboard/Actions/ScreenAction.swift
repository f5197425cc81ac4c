import TerminalUI

/// One thing that a person may do to what is selected: its key, why it is not possible now, and what it does.
struct ScreenAction: Sendable {
    enum Handler: Sendable {
        /// Done once the dialog is confirmed: given what its fields hold, in their order, it says what was done.
        ///
        /// The dialog is made only when it is asked, for what can be done is wanted at every key.
        case ask(@Sendable () -> Dialog, perform: @Sendable (_ typed: [String]) async throws -> SafeText)
        /// Made only when it is wanted, too.
        case open(@Sendable () -> AnyScreen)
    }

    /// Made only when it is shown, as what it leads to.
    var title: SafeText { makeTitle() }
    private let makeTitle: @Sendable () -> SafeText
    /// On the screen and in the menu.
    let key: Key?
    let disabledReason: SafeText?
    let handler: Handler

    var isPossible: Bool { disabledReason == nil }

    init(
        title: @autoclosure @escaping @Sendable () -> SafeText, key: Key?, disabledReason: SafeText?, handler: Handler
    ) {
        makeTitle = title
        self.key = key
        self.disabledReason = disabledReason
        self.handler = handler
    }

    /// - Parameter perform: returns what was done, for the last row.
    init(
        title: @autoclosure @escaping @Sendable () -> SafeText, key: Key?, disabledReason: SafeText?,
        dialog: @autoclosure @escaping @Sendable () -> Dialog,
        perform: @escaping @Sendable (_ typed: [String]) async throws -> SafeText
    ) {
        self.init(title: title(), key: key, disabledReason: disabledReason, handler: .ask(dialog, perform: perform))
    }
}
