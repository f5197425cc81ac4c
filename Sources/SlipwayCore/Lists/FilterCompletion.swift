/// What could stand at one place in the line of a filter.
package struct FilterCompletion: Hashable, Sendable {
    package struct Candidate: Hashable, Sendable {
        /// What is put in; quoted where it must be.
        package let text: String
        /// A few words for a person; none for a value.
        package let help: String

        package init(_ text: String, help: String = "") {
            self.text = text
            self.help = help
        }
    }

    package let candidates: [Candidate]
    /// What a candidate replaces, in characters of the line.
    package let range: Range<Int>

    /// - Parameters:
    ///   - cursor: how many characters stand before it; one outside of the line is taken to its end.
    ///   - known: values by the name of the field, such as the organizations there are.
    package init(of line: String, cursor: Int, fields: [FilterField], known: [String: [String]] = [:]) {
        let characters = Array(line)
        let cursor = min(max(cursor, 0), characters.count)
        let before = String(characters[..<cursor])
        let read = FilterLine(before)
        var tokens = read.tokens
        let length = before.unicodeScalars.count
        var partial: FilterToken?
        if let last = tokens.last, last.range.upperBound == length, last.text != nil {
            partial = last
            tokens.removeLast()
        }
        range = (partial.map { read.column(of: $0.range.lowerBound) - 1 } ?? cursor)..<cursor
        let context = FilterContext(tokens, fields: fields, known: known)
        candidates = context.candidates(beginningWith: partial?.text ?? "")
    }
}

/// What has been written of a term, and therefore what may come.
private enum FilterContext {
    case term([FilterField])
    case sign(FilterField)
    case value(FilterField, known: [String])
    case listEnd
    case termEnd

    init(_ tokens: [FilterToken], fields: [FilterField], known: [String: [String]]) {
        let term = tokens.lastIndex(where: \.isAnd).map { tokens[($0 + 1)...] } ?? tokens[...]
        guard let first = term.first else {
            self = .term(fields)
            return
        }
        guard case .word(let name) = first.kind, let field = fields.first(where: { $0.name == name.lowercased() })
        else {
            self = .termEnd
            return
        }
        let values = known[field.name] ?? []
        let isList = term.contains { $0.kind == .opening }
        switch term.last?.kind {
        case .equal, .unequal, .less, .greater, .opening, .comma: self = .value(field, known: values)
        case .word, .quoted: self = term.count == 1 ? .sign(field) : isList ? .listEnd : .termEnd
        case .closing, nil: self = .termEnd
        }
    }

    func candidates(beginningWith partial: String) -> [FilterCompletion.Candidate] {
        let all: [FilterCompletion.Candidate]
        switch self {
        case .term(let fields):
            all = fields.map { field in
                FilterCompletion.Candidate(field.name + (field.kind == .time ? "<" : "="), help: field.help)
            }
        case .sign(let field):
            let signs =
                switch field.kind {
                case .time: ["<", ">"]
                case .version: ["=", "!=", "in(", "<", ">"]
                case .text, .choice, .flag, .number: ["=", "!=", "in("]
                }
            all = signs.map { FilterCompletion.Candidate($0) }
        case .value(let field, let known):
            let matching = (Self.values(of: field) + known).filter { $0.utf8.starts(with: partial.utf8) }
            return matching.map { FilterCompletion.Candidate(FilterTerm.quotedWhereNeeded($0)) }
        case .listEnd: all = [FilterCompletion.Candidate(","), FilterCompletion.Candidate(")")]
        case .termEnd: all = [FilterCompletion.Candidate("and")]
        }
        return all.filter { $0.text.utf8.starts(with: partial.lowercased().utf8) }
    }

    private static func values(of field: FilterField) -> [String] {
        switch field.kind {
        case .choice(let names): names
        case .flag: ["yes", "no"]
        case .time: ["5m", "30m", "2h", "1d", "7d"]
        case .text, .version, .number: []
        }
    }
}
