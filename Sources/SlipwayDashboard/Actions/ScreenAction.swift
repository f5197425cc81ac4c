import TerminalUI

/// One thing that a person may do to what is selected: its key, why it is not possible now, the question, the deed.
struct ScreenAction: Sendable {
    let title: SafeText
    /// On the screen and in the menu.
    let key: Key?
    let disabledReason: SafeText?
    let dialog: Dialog
    /// - Parameter typed: what the dialog's fields hold, in their order.
    /// - Returns: what was done, for the last row.
    let perform: @Sendable (_ typed: [String]) async throws -> SafeText

    var isPossible: Bool { disabledReason == nil }
}
