package struct Cell: Hashable, Sendable {
    package let character: SafeCharacter
    package var style: Style

    package init(character: SafeCharacter, style: Style) {
        self.character = character
        self.style = style
    }

    package static let blank = Cell(character: .space, style: .text)
}
