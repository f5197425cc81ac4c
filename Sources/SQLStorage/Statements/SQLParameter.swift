import SlipwayCore

/// The value of a parameter, in terms that both databases have; how it is sent is each driver's own matter.
package enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case flag(Bool)
    case text(String)
    case instant(Timestamp)
    case bytes([UInt8])
    /// Many values as one parameter, which a statement turns into rows: its text does not depend on their number.
    case list([SQLValue])
}

/// What may be the value of a parameter.
package protocol SQLParameter {
    var sqlValue: SQLValue { get }
}

/// The values of a statement's parameters: that of `$1` first.
package typealias SQLArguments = [(any SQLParameter)?]

extension Int: SQLParameter {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLParameter {
    package var sqlValue: SQLValue { .integer(self) }
}

extension Double: SQLParameter {
    package var sqlValue: SQLValue { .real(self) }
}

extension Bool: SQLParameter {
    package var sqlValue: SQLValue { .flag(self) }
}

extension String: SQLParameter {
    package var sqlValue: SQLValue { .text(self) }
}

extension Timestamp: SQLParameter {
    package var sqlValue: SQLValue { .instant(self) }
}

extension RecordID: SQLParameter {
    package var sqlValue: SQLValue { .integer(rawValue) }
}

extension SessionID: SQLParameter {
    package var sqlValue: SQLValue { .text(description) }
}

/// Bytes as they are, which no list can hold.
package struct SQLBytes: SQLParameter {
    package let sqlValue: SQLValue

    package init(_ bytes: [UInt8]) { sqlValue = .bytes(bytes) }
}

/// Many values as one parameter, for ``SQLDialect/among(_:_:)``.
package struct SQLList: SQLParameter {
    package let sqlValue: SQLValue

    package init(_ values: some Sequence<some SQLParameter>) { self.init(values: values.map(\.sqlValue)) }

    package init(values: [SQLValue]) { sqlValue = .list(values) }
}
