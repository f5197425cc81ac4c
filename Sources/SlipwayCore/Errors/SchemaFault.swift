/// What an upgrade of a schema refuses, since it could not keep it; each names an object, such as `index a_by_b`.
package enum SchemaFault: Hashable, Sendable {
    case missing(String)
    case changed(String)
    /// It was added by hand, and a pending migration makes something of that name.
    case nameTaken(String)
    /// It was added by hand, and a pending migration would take it away.
    case lost(String)

    fileprivate var object: String {
        switch self {
        case .missing(let object), .changed(let object), .nameTaken(let object), .lost(let object): object
        }
    }

    fileprivate var heading: String {
        switch self {
        case .missing: "missing"
        case .changed: "changed"
        case .nameTaken: "in the way"
        case .lost: "would be lost"
        }
    }

    fileprivate var remedy: String {
        switch self {
        case .missing, .changed: "put back what is missing or changed (slipway migrate --script prints it)"
        case .nameTaken, .lost: "rename or drop what is in the way or would be lost"
        }
    }
}

extension [SchemaFault] {
    /// Every object, under what is wrong with it: `missing: index a, index b; changed: table c`.
    package var message: String {
        headings(\.heading).map { heading in
            "\(heading): " + filter { $0.heading == heading }.map(\.object).joined(separator: ", ")
        }.joined(separator: "; ")
    }

    /// What to do about them.
    package var remedy: String { headings(\.remedy).joined(separator: ", ") }

    /// Each once, in the order of the faults.
    private func headings(_ heading: (SchemaFault) -> String) -> [String] {
        reduce(into: []) { found, fault in
            if !found.contains(heading(fault)) { found.append(heading(fault)) }
        }
    }
}
