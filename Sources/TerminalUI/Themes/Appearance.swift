/// How a role looks in one tier: palette indices, nil being the terminal's own colour.
package struct Appearance: Hashable, Sendable {
    package var foreground: Int?
    package var background: Int?
    package var attributes: Attributes

    package init(foreground: Int? = nil, background: Int? = nil, attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}
