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

    /// Whether it is answered on the event loop of its connection: it reads a few rows at most, and waits for no thread.
    var isBrief: Bool { access == .deviceInHandler }

    package let method: HTTPRequest.Method
    package let path: RoutePath
    package let access: Access
    /// Whether unknown members and parameters are ignored: devices in the field send what their release sends.
    package let isLenient: Bool
    package let subject: PathSubject
    package let body: Body
    /// How many bytes of JSON it takes.
    package let bodyLimit: any KeyPath<APISettings, Int> & Sendable
    /// What may stand behind the question mark.
    package let query: [JSONSchema.Field]
    /// What a success answers with.
    package let success: HTTPResponse.Status
    /// What else it may answer with: for a repeat, which changes nothing, or a part.
    package let otherSuccess: HTTPResponse.Status?
    package let contents: Contents
    /// What an answer to entries of which some, or all, are refused has for its status; it holds what a success does.
    package let partial: [HTTPResponse.Status]
    package let summary: String
    /// Whether the bytes of its bodies count against what a caller may send in an hour.
    let isMetered: Bool
    let handle: @Sendable (Call) async throws -> Answer

    /// - Parameter path: below `/api/v2`, unless it is open.
    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, subject: PathSubject = .nothing,
        body: Body = .none, bodyLimit: any KeyPath<APISettings, Int> & Sendable = \.bodyLimit,
        query: [JSONSchema.Field] = [], success: HTTPResponse.Status = .ok,
        otherSuccess: HTTPResponse.Status? = nil, partial: [HTTPResponse.Status] = [], contents: Contents,
        _ summary: String, isMetered: Bool = false, handle: @escaping @Sendable (Call) async throws -> Answer
    ) {
        self.method = method
        self.path = RoutePath(access == .open ? path : "/api/v2" + path)
        self.access = access
        self.bodyLimit = bodyLimit
        isLenient = path.hasPrefix("/device/")
        self.subject = subject
        if isLenient, case .json(let schema, let isRequired) = body {
            self.body = .json(schema.opened, isRequired: isRequired)
        } else {
            self.body = body
        }
        self.query = query
        self.success = success
        self.otherSuccess = otherSuccess
        self.contents = contents
        self.partial = partial
        self.summary = summary
        self.isMetered = isMetered
        self.handle = handle
    }

    /// Whether the handler tells what is wrong with the query, beside what else it finds.
    var judgesQuery: Bool {
        if case .json = body { return true }
        return !query.isEmpty
    }

    /// As metrics and logs call it.
    package var name: String { "\(method.rawValue) \(path)" }
}
