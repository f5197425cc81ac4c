/// Where a list goes on, as a text that a caller hands back and need not understand; good for one filter and order of
/// one list only.
///
/// It is not secret and not signed: a changed one moves within what the principal may see.
package struct ListCursor: Hashable, Sendable {
    /// A regular expression of ECMA-262 that each matches: `1 ` and what follows it, in base64url.
    package static let pattern = "^MS[AB][A-Za-z0-9_-]{5,}$"

    package let anchor: ListAnchor
    package let text: String

    package init<Order: ListOrder>(_ anchor: ListAnchor, of query: ListQuery<Order>) {
        self.anchor = anchor
        let key = anchor.key.map { value in
            switch value {
            case .integer(let integer): "i\(integer);"
            case .text(let text): "t\(text.utf8.count):\(text)"
            }
        }
        text = Base64URL.encode(Array("1 \(Self.mark(of: query)) \(anchor.segment) \(key.joined())".utf8))
    }

    /// - Throws: REQUEST_001 for a text that is not a cursor, or one of another query.
    package init<Order: ListOrder>(_ text: String, of query: ListQuery<Order>) throws(SlipwayError) {
        guard let bytes = Base64URL.decode(text), let decoded = String(validating: bytes, as: UTF8.self) else {
            throw Self.refusal("is not a cursor of a list")
        }
        let parts = decoded.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "1", let segment = Int(parts[2]), let key = Self.key(parts[3].utf8) else {
            throw Self.refusal("is not a cursor of a list")
        }
        guard parts[1] == Self.mark(of: query) else {
            throw Self.refusal("belongs to another list, filter or order; start without one")
        }
        anchor = ListAnchor(segment: segment, key: key)
        self.text = text
    }

    private static func key(_ bytes: Substring.UTF8View) -> [ListAnchor.Value]? {
        var rest = bytes[...]
        var values: [ListAnchor.Value] = []
        while let kind = rest.popFirst() {
            guard let end = rest.firstIndex(of: kind == UInt8(ascii: "i") ? UInt8(ascii: ";") : UInt8(ascii: ":")),
                let number = Int64(Substring(rest[..<end]))
            else { return nil }
            rest = rest[rest.index(after: end)...]
            switch kind {
            case UInt8(ascii: "i"): values.append(.integer(number))
            case UInt8(ascii: "t"):
                guard number >= 0, number <= rest.count,
                    let text = String(validating: rest.prefix(Int(number)), as: UTF8.self)
                else { return nil }
                values.append(.text(text))
                rest = rest.dropFirst(Int(number))
            default: return nil
            }
        }
        return values
    }

    /// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): `Hasher` differs from run to run.
    private static func mark<Order: ListOrder>(of query: ListQuery<Order>) -> String {
        let line = "\(Order.listName) \(query.order.rawValue) \(query.isReversed) \(query.filter)"
        let hash = line.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 36)
    }

    private static func refusal(_ fault: String) -> SlipwayError {
        .invalidRequest([FieldFault(field: "cursor", fault: fault)])
    }
}

/// Where a row stands in one order of a list: its key, not the row, so that a page goes on though the row is gone.
package struct ListAnchor: Hashable, Sendable, Codable {
    package enum Value: Hashable, Sendable, Codable {
        case integer(Int64)
        case text(String)
    }

    /// The stretch of the list in which the key stands: rows with a key come before or after those without one.
    package let segment: Int
    package let key: [Value]

    package init(segment: Int, key: [Value]) {
        self.segment = segment
        self.key = key
    }
}
