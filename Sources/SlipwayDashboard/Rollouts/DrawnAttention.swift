import TerminalUI

/// What is wrong, with its lines as they were made: an answer changes them, or another size, and every key draws them.
struct DrawnAttention: Sendable {
    private struct Basis: Hashable {
        let columns: Int
        let maximum: Int
        let glyphs: GlyphSet
    }

    /// Of sizes, while a person drags the edge of a window.
    private static let limit = 8

    private let list: AttentionList
    private var drawn: [Basis: [StyledText]] = [:]

    init(_ list: AttentionList) { self.list = list }

    /// As ``AttentionList/lines(columns:maximum:_:)``.
    mutating func lines(columns: Int, maximum: Int, _ glyphs: GlyphSet) -> [StyledText] {
        let basis = Basis(columns: columns, maximum: maximum, glyphs: glyphs)
        if let known = drawn[basis] { return known }
        let lines = list.lines(columns: columns, maximum: maximum, glyphs)
        if drawn.count == Self.limit { drawn = [:] }
        drawn[basis] = lines
        return lines
    }
}
