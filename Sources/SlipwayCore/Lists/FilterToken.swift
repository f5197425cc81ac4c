/// A piece of the line of a filter.
struct FilterToken: Hashable {
    enum Kind: Hashable {
        case word(String)
        case quoted(String)
        case equal, unequal, less, greater
        case opening, closing, comma
    }

    let kind: Kind
    /// In scalars of the line.
    let range: Range<Int>

    var isAnd: Bool {
        if case .word(let word) = kind { word.lowercased() == "and" } else { false }
    }

    var isIn: Bool {
        if case .word(let word) = kind { word.lowercased() == "in" } else { false }
    }

    /// What a person wrote where a value may stand.
    var text: String? {
        switch kind {
        case .word(let text), .quoted(let text): text
        case .equal, .unequal, .less, .greater, .opening, .closing, .comma: nil
        }
    }

    /// A comparison as it is written.
    var sign: String? {
        switch kind {
        case .equal: "="
        case .unequal: "!="
        case .less: "<"
        case .greater: ">"
        case .word, .quoted, .opening, .closing, .comma: nil
        }
    }

    /// For a message.
    var spelling: String {
        switch kind {
        case .word(let text), .quoted(let text): text
        case .equal, .unequal, .less, .greater: sign ?? ""
        case .opening: "("
        case .closing: ")"
        case .comma: ","
        }
    }
}
