/// What a theme gives a look to. The raw value is the key in a theme file.
package enum Role: String, Hashable, Sendable, CaseIterable {
    case text
    case textDim = "text.dim"
    case textStrong = "text.strong"
    case textMatch = "text.match"
    case border
    case borderFocus = "border.focus"
    case title
    case header
    case headerCrumb = "header.crumb"
    /// A scope in which a mistake costs more than elsewhere.
    case headerAlert = "header.alert"
    case headerReadOnly = "header.read-only"
    case tableHeader = "table.header"
    case tableCursor = "table.cursor"
    case tableMark = "table.mark"
    case tableChanged = "table.changed"
    case hintKey = "hint.key"
    case hintText = "hint.text"
    case prompt
    case field
    case fieldFocus = "field.focus"
    case fieldError = "field.error"
    case button
    case buttonFocus = "button.focus"
    case buttonDanger = "button.danger"
    case dialog
    case barFill = "bar.fill"
    case barEmpty = "bar.empty"
    case messageInfo = "message.info"
    case messageWarning = "message.warning"
    case messageError = "message.error"
    case stale
    case stateSucceeded = "state.succeeded"
    case stateActive = "state.active"
    case statePending = "state.pending"
    case stateFailed = "state.failed"
    case stateStuck = "state.stuck"
    case stateStopped = "state.stopped"

    /// Lines and empty bars carry no words, so they need no contrast.
    package var isText: Bool {
        switch self {
        case .border, .barEmpty: false
        default: true
        }
    }
}
