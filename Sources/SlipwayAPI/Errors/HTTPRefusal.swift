import HTTPTypes

/// What is refused before any service is asked.
package enum HTTPRefusal: Error, Hashable, Sendable {
    case noSuchPath
    case methodNotAllowed(allowed: [String])
    case bodyTooLarge(limit: Int)
    case unsupportedContent(wanted: String)
    case tooManyRequests(retryAfter: Int)
    case overloaded(retryAfter: Int)
    /// The server ends; another one, or the next, takes the request.
    case shuttingDown
    /// One caller asks for more than others would leave it.
    case shareUsedUp(Share, retryAfter: Int)
    case rangeNotSatisfiable(size: Int64)
    case bodyIncomplete
    case bodyTooSlow
    /// The disk that uploads wait on is full or away; the log knows which.
    case uploadUnkept(retryAfter: Int)
    /// The request line and the headers together.
    case headTooLarge(limit: Int)
    /// No request could be read from what came.
    case notHTTP
    /// Something unforeseen went wrong; the log knows more.
    case unexpected

    /// What a caller may have of the service before others go short.
    package enum Share: String, Hashable, Sendable {
        case requestsAtOnce = "this caller has too many requests under way"
        case requests = "this device asks too often"
        case telemetry = "this caller has sent its telemetry of this hour"
    }

    /// Continues the series of the services' own.
    package var code: String {
        switch self {
        case .noSuchPath: "REQUEST_002"
        case .methodNotAllowed: "REQUEST_003"
        case .bodyTooLarge: "REQUEST_004"
        case .unsupportedContent: "REQUEST_005"
        case .tooManyRequests: "REQUEST_006"
        case .overloaded: "REQUEST_007"
        case .rangeNotSatisfiable: "REQUEST_008"
        case .bodyIncomplete: "REQUEST_009"
        case .unexpected: "REQUEST_010"
        case .bodyTooSlow: "REQUEST_011"
        case .uploadUnkept: "REQUEST_012"
        case .shareUsedUp: "REQUEST_013"
        case .shuttingDown: "REQUEST_014"
        case .headTooLarge: "REQUEST_016"
        case .notHTTP: "REQUEST_017"
        }
    }

    package var message: String {
        switch self {
        case .noSuchPath: "there is nothing under this path"
        case .methodNotAllowed(let allowed): "this path takes \(allowed.joined(separator: ", ")) only"
        case .bodyTooLarge(let limit): "the body is larger than \(limit) bytes"
        case .unsupportedContent(let wanted): "the body must be \(wanted)"
        case .tooManyRequests(let seconds): "too many requests without a good token; try again in \(seconds) s"
        case .shuttingDown: "the service is shutting down; try again"
        case .shareUsedUp(let share, let seconds): "\(share.rawValue); try again in \(seconds) s"
        case .overloaded(let seconds): "the service is busy; try again in \(seconds) s"
        case .rangeNotSatisfiable(let size): "the range lies outside of the \(size) bytes"
        case .bodyIncomplete: "the body ended before its time"
        case .bodyTooSlow: "the body took too long to arrive"
        case .uploadUnkept(let seconds): "there is no place for an upload now; try again in \(seconds) s"
        case .headTooLarge(let limit): "the request line or the headers are larger than \(limit) bytes, or too many"
        case .notHTTP: "this is not an HTTP/1.1 request"
        case .unexpected: "something went wrong"
        }
    }

    package var status: HTTPResponse.Status {
        switch self {
        case .noSuchPath: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .bodyTooLarge: .contentTooLarge
        case .unsupportedContent: .unsupportedMediaType
        case .tooManyRequests, .shareUsedUp: .tooManyRequests
        case .overloaded, .uploadUnkept, .shuttingDown: .serviceUnavailable
        case .rangeNotSatisfiable: .rangeNotSatisfiable
        case .bodyIncomplete, .notHTTP: .badRequest
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .bodyTooSlow: .requestTimeout
        case .unexpected: .internalServerError
        }
    }

    var headers: HTTPFields {
        switch self {
        case .methodNotAllowed(let allowed): [.allow: allowed.joined(separator: ", ")]
        case .tooManyRequests(let seconds), .overloaded(let seconds), .shareUsedUp(_, let seconds),
            .uploadUnkept(let seconds):
            [.retryAfter: "\(seconds)"]
        case .shuttingDown: [.retryAfter: "1"]
        case .rangeNotSatisfiable(let size): [.contentRange: "bytes */\(size)"]
        case .noSuchPath, .bodyTooLarge, .unsupportedContent, .bodyIncomplete, .bodyTooSlow, .headTooLarge, .notHTTP,
            .unexpected:
            [:]
        }
    }

    /// Whether what is left of the body is not worth waiting for.
    var endsConnection: Bool {
        switch self {
        case .bodyTooLarge, .bodyTooSlow, .uploadUnkept, .shuttingDown, .headTooLarge, .notHTTP: true
        case .noSuchPath, .methodNotAllowed, .unsupportedContent, .tooManyRequests, .overloaded, .shareUsedUp,
            .rangeNotSatisfiable, .bodyIncomplete, .unexpected:
            false
        }
    }
}
