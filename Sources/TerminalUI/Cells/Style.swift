/// What a cell means; a ``Theme`` says how that looks.
package struct Style: Hashable, Sendable {
    package var role: Role
    package var attributes: Attributes
    /// Gives the background, and in mono its attributes: a state's colour on the row under the cursor.
    package var surface: Role?

    package init(_ role: Role, _ attributes: Attributes = [], on surface: Role? = nil) {
        self.role = role
        self.attributes = attributes
        self.surface = surface
    }

    package static let text = Style(.text)
    package static let dim = Style(.textDim)
    package static let strong = Style(.textStrong)
    package static let title = Style(.title)
    package static let border = Style(.border)
    package static let warning = Style(.messageWarning)
    package static let error = Style(.messageError)
}

/// What every terminal can do without colour.
package struct Attributes: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let bold = Attributes(rawValue: 1)
    package static let dim = Attributes(rawValue: 2)
    package static let underline = Attributes(rawValue: 4)
    package static let reverse = Attributes(rawValue: 8)
}
