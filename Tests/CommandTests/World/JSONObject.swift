import Foundation
import Testing

/// A JSON object that a command printed.
struct JSONObject {
    private let members: [String: Any]

    init(_ text: String) throws {
        members = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    subscript(name: String) -> Any? { members[name] }

    /// The names of its members and of all that is in them.
    var names: Set<String> { Self.names(in: members) }

    private static func names(in value: Any) -> Set<String> {
        switch value {
        case let object as [String: Any]:
            object.reduce(into: []) { names, member in
                names.insert(member.key)
                names.formUnion(Self.names(in: member.value))
            }
        case let array as [Any]: array.reduce(into: []) { $0.formUnion(Self.names(in: $1)) }
        default: []
        }
    }
}
