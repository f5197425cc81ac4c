/// What is wrong in a theme file; the rest of the file is used all the same.
package struct ThemeIssue: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// Counted from 1; 0 where it is the file as a whole.
    package let line: Int
    package let message: String

    package var description: String { line > 0 ? "\(file):\(line): \(message)" : "\(file): \(message)" }
}
