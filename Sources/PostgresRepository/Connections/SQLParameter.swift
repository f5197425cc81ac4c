import SQLRecords
import SlipwayCore

/// The value of a parameter as it goes to the server, which takes its type from where it stands.
enum SQLValue: Hashable, Sendable {
    case null
    case text(String)
    case bytes([UInt8])
}

protocol SQLParameter {
    var sqlValue: SQLValue { get }
}

/// The values of a statement's parameters, in their order.
typealias SQLArguments = [(any SQLParameter)?]

extension Int: SQLParameter {
    var sqlValue: SQLValue { .text(String(self)) }
}

extension Int64: SQLParameter {
    var sqlValue: SQLValue { .text(String(self)) }
}

extension Double: SQLParameter {
    var sqlValue: SQLValue { .text(String(self)) }
}

extension Bool: SQLParameter {
    var sqlValue: SQLValue { .text(self ? "true" : "false") }
}

extension String: SQLParameter {
    /// PostgreSQL has no text with a NUL in it.
    var sqlValue: SQLValue { .text(utf8.contains(0) ? String(map { $0 == "\0" ? "\u{FFFD}" : $0 }) : self) }
}

extension Timestamp: SQLParameter {
    var sqlValue: SQLValue { .text(description) }
}

extension RecordID: SQLParameter {
    var sqlValue: SQLValue { .text(String(rawValue)) }
}

extension SessionID: SQLParameter {
    var sqlValue: SQLValue { .text(description) }
}

/// `bytea`, as it is.
struct SQLBytes: SQLParameter {
    let bytes: [UInt8]

    var sqlValue: SQLValue { .bytes(bytes) }
}

/// Many values as one parameter, which `unnest` turns into rows: a statement does not depend on their number.
struct SQLArray: SQLParameter {
    private let literal: String

    init(_ values: some Sequence<some SQLParameter>) {
        self.init(nullable: values.map { $0 })
    }

    private init(nullable values: [(any SQLParameter)?]) {
        literal = "{" + values.map(Self.element).joined(separator: ",") + "}"
    }

    /// One parameter a column.
    static func columns<Element>(
        of elements: some Collection<Element>, _ fields: [(Element) -> (any SQLParameter)?]
    ) -> SQLArguments {
        fields.map { field in SQLArray(nullable: elements.map(field)) }
    }

    var sqlValue: SQLValue { .text(literal) }

    private static func element(_ value: (any SQLParameter)?) -> String {
        switch value?.sqlValue ?? .null {
        case .null: return "NULL"
        // Bytes are never sent in arrays.
        case .bytes: return "NULL"
        case .text(let text):
            var quoted = "\""
            for scalar in text.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { quoted += "\\" }
                quoted.unicodeScalars.append(scalar)
            }
            return quoted + "\""
        }
    }
}
