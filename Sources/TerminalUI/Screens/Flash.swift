/// One sentence in the last row, until the next key or for ``duration`` milliseconds; an error until the next key, since
/// a person who looked away must not believe that it was done.
package struct Flash: Hashable, Sendable {
    package enum Severity: Hashable, Sendable { case info, warning, error }

    package static let duration: Int64 = 8_000

    package let severity: Severity
    package let text: SafeText

    package init(_ severity: Severity, _ text: SafeText) {
        self.severity = severity
        self.text = text
    }

    package static func info(_ text: SafeText) -> Flash { Flash(.info, text) }
    package static func warning(_ text: SafeText) -> Flash { Flash(.warning, text) }
    package static func error(_ text: SafeText) -> Flash { Flash(.error, text) }

    var isLasting: Bool {
        switch severity {
        case .info, .warning: false
        case .error: true
        }
    }

    /// Glyph, word and colour together.
    package func line(_ glyphs: GlyphSet) -> StyledText {
        switch severity {
        case .info: StyledText(" " + text, Style(.messageInfo))
        case .warning: StyledText(" " + Glyph.stuck.text(glyphs) + " " + text, Style(.messageWarning))
        case .error: StyledText(" " + Glyph.failed.text(glyphs) + " " + text, Style(.messageError))
        }
    }
}
