import TerminalUI

/// Where the filtered list is written to.
struct ExportPrompt: Sendable {
    enum Outcome: Hashable, Sendable {
        case editing
        case closed
        case entered(String)
    }

    private var field = TextField()

    mutating func type(_ input: TextInput) -> Outcome {
        switch input {
        case .key(.escape), .key(.control("c")): return .closed
        case .key(.backspace) where field.text.isEmpty: return .closed
        case .key(.enter): return field.text.isEmpty ? .closed : .entered(field.text)
        default:
            field.type(input)
            return .editing
        }
    }

    var footer: Footer {
        let start: SafeText = "export to (.csv or .json): "
        return Footer(
            StyledText(start, Style(.prompt)) + StyledText(field.safeText, .text),
            cursorColumn: start.width + field.cursorColumn)
    }
}
