import CLibPQ
import SlipwayCore

/// Where a database is, as libpq reads it: a URL, or `key=value` pairs.
package struct PostgresLocation: Hashable, Sendable, CustomStringConvertible {
    /// May hold a password: it goes to libpq and nowhere else.
    let connectionInfo: String
    /// The hosts and the name of the database.
    package let description: String

    /// - Throws: DATABASE_001 where libpq cannot read it.
    package init(_ text: String) throws(SlipwayError) {
        guard let options = PQconninfoParse(text, nil) else {
            throw .databaseUnavailable("the location of the database is not one that PostgreSQL knows")
        }
        defer { PQconninfoFree(options) }
        connectionInfo = text
        let values = Self.values(of: options)
        description = "postgres://\(values["host"] ?? "")/\(values["dbname"] ?? "")"
    }

    /// What is set, by its keyword.
    static func values(of options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }
}
