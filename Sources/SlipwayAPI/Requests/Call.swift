import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SlipwayCore
import SlipwayServices

/// One request on its way to its handler: who asks, what for, and with which words.
package struct Call: Sendable {
    let principal: Principal
    /// As it was shown; never logged.
    let token: String
    /// The variable parts of the path, decoded.
    let parameters: [String: String]
    let query: QueryText
    let headers: HTTPFields
    /// Whether only the head of the answer is asked for.
    let isHead: Bool
    /// None where the route takes none, or where it may be left out and was.
    let json: JSONNode?
    /// Of the body; without fields where the route takes none.
    let schema: JSONSchema
    /// What is wrong with the form of the query, and with a body where there should be none.
    let faults: [FieldFault]
    let body: RequestBody
    let connection: Connection

    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The fields of the body, beside what is wrong with the query.
    func fields() -> FieldReader { FieldReader(json, schema, besides: faults) }

    /// - Throws: what `notFound` makes of a text that is not an id.
    func id<Record>(
        _ name: String = "id", otherwise notFound: (String) -> SlipwayError
    ) throws(SlipwayError) -> RecordID<Record> {
        let text = parameter(name)
        guard let number = Int64(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw notFound(text)
        }
        return RecordID(number)
    }

    /// - Throws: UPDATE_008 for what is not a UUID.
    var session: SessionID {
        get throws(SlipwayError) {
            let text = parameter("session")
            guard let id = SessionID(text) else { throw .sessionNotFound(text) }
            return id
        }
    }
}
