import TerminalUI

/// One thing that a person may do to what is selected: its key, why it is not possible now, and what it does.
struct ScreenAction: Sendable {
    enum Deed: Sendable {
        /// Done once the dialog is confirmed: given what its fields hold, in their order, it says what was done.
        case ask(Dialog, perform: @Sendable (_ typed: [String]) async throws -> SafeText)
        /// Made only when it is wanted: what can be done is asked at every key.
        case open(@Sendable () -> AnyScreen)
    }

    let title: SafeText
    /// On the screen and in the menu.
    let key: Key?
    let disabledReason: SafeText?
    let deed: Deed

    var isPossible: Bool { disabledReason == nil }

    init(title: SafeText, key: Key?, disabledReason: SafeText?, deed: Deed) {
        self.title = title
        self.key = key
        self.disabledReason = disabledReason
        self.deed = deed
    }

    /// - Parameter perform: returns what was done, for the last row.
    init(
        title: SafeText, key: Key?, disabledReason: SafeText?, dialog: Dialog,
        perform: @escaping @Sendable (_ typed: [String]) async throws -> SafeText
    ) {
        self.init(title: title, key: key, disabledReason: disabledReason, deed: .ask(dialog, perform: perform))
    }
}
