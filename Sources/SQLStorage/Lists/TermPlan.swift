import SlipwayCore

/// The terms of a filter while an index is chosen for them: what one answers is taken out.
package struct TermPlan {
    package private(set) var terms: [FilterTerm]

    package init(_ filter: Filter) { terms = filter.terms }

    /// The first bare word.
    package mutating func takePrefix() -> String? {
        take { term in
            if case .prefix(let prefix) = term.condition { prefix } else { nil }
        }
    }

    /// The one text that a field must be.
    package mutating func takeText(of name: String) -> String? {
        take { term in
            if case .text(let text) = term.onlyValue(of: name) { text } else { nil }
        }
    }

    /// The one number that a field must be.
    package mutating func takeNumber(of name: String) -> Int64? {
        take { term in
            if case .number(let number) = term.onlyValue(of: name) { number } else { nil }
        }
    }

    /// The least and the greatest instant, both exclusive, that one term each says of a field.
    package mutating func takeTimeBounds(
        of name: String, now: Timestamp
    ) -> (lower: Timestamp?, upper: Timestamp?) {
        let lower = takeBound(of: name, beyond: .greater, now: now)
        return (lower, takeBound(of: name, beyond: .less, now: now))
    }

    private mutating func takeBound(
        of name: String, beyond wanted: FilterTerm.Comparison, now: Timestamp
    ) -> Timestamp? {
        take { term in
            guard case .compare(let field, let comparison, let value) = term.condition, field.name == name else {
                return nil
            }
            switch value {
            case .age(let milliseconds) where comparison.reversed == wanted:
                return now - .milliseconds(milliseconds)
            case .instant(let instant) where comparison == wanted:
                return instant
            case .text, .flag, .number, .instant, .age: return nil
            }
        }
    }

    private mutating func take<Found>(_ match: (FilterTerm) -> Found?) -> Found? {
        for (index, term) in terms.enumerated() {
            guard let found = match(term) else { continue }
            terms.remove(at: index)
            return found
        }
        return nil
    }
}

extension FilterTerm {
    fileprivate func onlyValue(of name: String) -> FilterValue? {
        guard case .isIn(let field, let values, isNegated: false) = condition, field.name == name, values.count == 1
        else { return nil }
        return values.first
    }
}
