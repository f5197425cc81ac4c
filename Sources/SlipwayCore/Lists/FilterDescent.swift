/// One reading of one line, term by term; after a fault it goes on behind the next `and`.
struct FilterDescent {
    private let line: FilterLine
    private let parser: FilterParser
    private var index = 0
    private var terms: [FilterTerm] = []
    private var faults: [FilterFault] = []

    init(_ line: FilterLine, parser: FilterParser) {
        self.line = line
        self.parser = parser
    }

    mutating func read() -> FilterParser.Reading {
        var termCount = 0
        while index < line.tokens.count {
            if termCount > 0, let and = token, !and.isAnd {
                fault(at: and, "an \"and\" is missing before \"\(and.spelling)\"")
            } else if termCount > 0 {
                index += 1
            }
            termCount += 1
            if termCount == FilterParser.maximumTerms + 1, let first = token {
                fault(at: first, "a filter has at most \(FilterParser.maximumTerms) terms")
                break
            }
            if let term = readTerm() { terms.append(term) } else { skipToAnd() }
        }
        return FilterParser.Reading(
            filter: Filter(terms), faults: (line.faults + faults).sorted { $0.column < $1.column })
    }

    private mutating func readTerm() -> FilterTerm? {
        guard let first = token else { return refuseEnd("a term is missing after \"and\"") }
        if first.isAnd { return refuse(first, "a term is missing before \"and\"; quote the word to search for it") }
        index += 1
        let startsList = token?.isIn == true && following(1)?.kind == .opening
        if let sign = token, sign.sign != nil || startsList {
            guard case .word(let name) = first.kind else {
                return refuse(first, "a field is written without quotes: \(names)")
            }
            guard let field = parser.field(name) else { return refuse(first, unknownField(name)) }
            return startsList ? readList(of: field, isNegated: false) : readComparison(of: field, sign)
        }
        if first.isIn, token?.kind == .opening { return refuse(first, "a field is missing before in(…)") }
        guard let text = first.text else {
            return refuse(first, "\"\(first.spelling)\" needs a field before it: \(names)")
        }
        guard parser.searched != nil else {
            return refuse(first, "this list is searched by fields only, as field=value: \(names)")
        }
        return FilterTerm(.prefix(text))
    }

    private mutating func readComparison(of field: FilterField, _ sign: FilterToken) -> FilterTerm? {
        index += 1
        switch sign.kind {
        case .equal, .unequal:
            let isNegated = sign.kind == .unequal
            if field.kind == .time { return refuse(sign, "\(field.name) \(FilterValue.timeForms)") }
            if token?.isIn == true, following(1)?.kind == .opening { return readList(of: field, isNegated: isNegated) }
            guard let value = readValue(of: field) else { return nil }
            return FilterTerm(.isIn(field, [value], isNegated: isNegated))
        case .less, .greater:
            guard field.kind == .time || field.kind == .version else {
                return refuse(sign, "\(field.name) is neither a time nor a version: it takes =, != and in(…)")
            }
            let place = token
            guard let value = readValue(of: field) else { return nil }
            if field.kind == .version, FirmwareVersion(value.text) == nil, let place {
                return refuse(place, "\"\(value.text)\" \(FieldFault.noVersion)")
            }
            return FilterTerm(.compare(field, sign.kind == .less ? .less : .greater, value))
        case .word, .quoted, .opening, .closing, .comma: return nil
        }
    }

    /// From `in` on.
    private mutating func readList(of field: FilterField, isNegated: Bool) -> FilterTerm? {
        guard let start = token else { return nil }
        if field.kind == .time { return refuse(start, "\(field.name) \(FilterValue.timeForms)") }
        index += 2
        var values: [FilterValue] = []
        var isSound = true
        while true {
            if let value = readValue(of: field) { values.append(value) } else { isSound = false }
            guard let next = token else { return refuseEnd("the list is never closed by \")\"") }
            index += 1
            switch next.kind {
            case .comma: continue
            case .closing: break
            case .word, .quoted, .equal, .unequal, .less, .greater, .opening:
                return refuse(next, "\",\" or \")\" is missing before \"\(next.spelling)\"")
            }
            break
        }
        guard values.count <= FilterParser.maximumValues else {
            return refuse(start, "in(…) takes at most \(FilterParser.maximumValues) values")
        }
        return isSound ? FilterTerm(.isIn(field, values, isNegated: isNegated)) : nil
    }

    private mutating func readValue(of field: FilterField) -> FilterValue? {
        guard let value = token, let text = value.text, !value.isAnd else {
            let message = "a value of \(field.name) is missing"
            if let token { return refuse(token, message) }
            return refuseEnd(message)
        }
        index += 1
        switch FilterValue.read(text, of: field) {
        case .value(let value): return value
        case .fault(let message): return refuse(value, message)
        }
    }

    private func unknownField(_ name: String) -> String {
        let near = Spelling.nearest(to: name, among: parser.fields.map(\.name)).map { "did you mean \($0)? " } ?? ""
        return "no field \"\(name)\"; \(near)\(names)"
    }

    private var names: String { "fields are " + parser.fields.map(\.name).joined(separator: ", ") }

    private var token: FilterToken? { following(0) }

    private func following(_ distance: Int) -> FilterToken? {
        let place = index + distance
        return place < line.tokens.count ? line.tokens[place] : nil
    }

    private mutating func skipToAnd() {
        while let token, !token.isAnd { index += 1 }
    }

    private mutating func fault(at token: FilterToken, _ message: String) {
        faults.append(FilterFault(column: line.column(of: token.range.lowerBound), message: message))
    }

    private mutating func refuse<Value>(_ token: FilterToken, _ message: String) -> Value? {
        fault(at: token, message)
        return nil
    }

    private mutating func refuseEnd<Value>(_ message: String) -> Value? {
        faults.append(FilterFault(column: line.column(of: line.scalars.count), message: message))
        return nil
    }
}
