import HTTPTypes
import SlipwayCore

/// One thing that can be asked over HTTP, with all that the dispatcher, the OpenAPI document and the tests need of it.
package struct Route: Sendable {
    package enum Access: Hashable, Sendable {
        case open
        /// A token with one of these; `admin` implies every scope.
        case scopes([Scope])
        /// The token of the device whose uid the path names.
        case device
        /// The same, shown to the handler, which reads it together with all else.
        case deviceInHandler
    }

    package enum Body: Sendable {
        case none
        case json(JSONSchema, isRequired: Bool = true)
        case multipart(JSONSchema)
    }

    /// What a success holds.
    package enum Contents: Sendable {
        /// A document that looks like this.
        case document(@Sendable () throws -> JSONSchema.Kind)
        /// Anything of this media type.
        case other(type: String)

        /// - Parameter sample: with every field filled in, and one element in every list.
        static func json<Sample: Encodable & SendableMetatype>(
            _ sample: @autoclosure @escaping @Sendable () -> Sample
        ) -> Contents {
            .document { try JSONShape(of: sample()).kind }
        }

        static func list<Sample: Encodable & SendableMetatype>(
            _ plural: String, of sample: @autoclosure @escaping @Sendable () -> Sample
        ) -> Contents {
            .json(ListAnswer(plural: plural, records: [sample()], nextCursor: ""))
        }
    }

    package let method: HTTPRequest.Method
    package let path: RoutePath
    package let access: Access
    package let subject: PathSubject
    package let body: Body
    /// Names of what may stand behind the question mark.
    package let query: [String]
    /// What a success answers with.
    package let success: HTTPResponse.Status
    package let contents: Contents
    package let summary: String
    let handle: @Sendable (Call) async throws -> Answer

    /// - Parameter path: below `/api/v2`, unless it is open.
    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, subject: PathSubject = .nothing,
        body: Body = .none, query: [String] = [], success: HTTPResponse.Status = .ok, contents: Contents,
        _ summary: String, handle: @escaping @Sendable (Call) async throws -> Answer
    ) {
        self.method = method
        self.path = RoutePath(access == .open ? path : "/api/v2" + path)
        self.access = access
        self.subject = subject
        self.body = body
        self.query = query
        self.success = success
        self.contents = contents
        self.summary = summary
        self.handle = handle
    }

    /// As metrics and logs call it.
    package var name: String { "\(method.rawValue) \(path)" }
}
