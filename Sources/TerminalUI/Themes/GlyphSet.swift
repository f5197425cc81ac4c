/// What the locale lets the terminal draw.
package enum GlyphSet: String, Hashable, Sendable, CaseIterable {
    case unicode, ascii
}
