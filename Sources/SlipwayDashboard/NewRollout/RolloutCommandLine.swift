/// The command that does the same as the form.
enum RolloutCommandLine {
    static func text(_ draft: RolloutDraft) -> String {
        let start = "slipway batches create --name \(quoted(draft.name)) --firmware \(quoted(draft.version))"
        let pace = " --max-in-flight \(draft.pace)" + (draft.takesCurrent ? " --include-current" : "")
        guard draft.isList else { return start + " --filter \(quoted(draft.filter))" + pace }
        return "printf '%s\\n' " + draft.listed.map(quoted).joined(separator: " ") + " | " + start + " --devices -"
            + pace
    }

    /// For a POSIX shell: nothing within single quotes means anything, but a single quote.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || "0123456789-_.,:/=".unicodeScalars.contains(scalar))
            }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
