/// Text for the editor that a person has chosen by `VISUAL` or `EDITOR`.
package struct EditorText: Hashable, Sendable {
    /// Ends the name of the file, so that the editor knows what it is: `.csv`.
    package let suffix: String
    package let text: String

    package init(suffix: String, text: String) {
        self.suffix = suffix
        self.text = text
    }

    package enum Outcome: Hashable, Sendable {
        case saved(String)
        case failed(SafeText)
    }
}
