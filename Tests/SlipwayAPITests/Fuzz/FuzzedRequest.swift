import HTTPTypes
import SlipwayAPI

/// A request, and what the one who made it knows of it.
struct FuzzedRequest: Sendable {
    enum Identity: String, CaseIterable, Sendable {
        case right, none, expired, revoked, truncated, garbage, wrongScope, otherOrganization, otherDevice

        /// Whether no route but an open one may let it in.
        var opensNothing: Bool {
            switch self {
            case .none, .expired, .revoked, .truncated, .garbage, .wrongScope, .otherDevice: true
            case .right, .otherOrganization: false
            }
        }
    }

    enum Body: Sendable {
        case none, wellFormedJSON, malformedJSON, form
    }

    var method: HTTPRequest.Method
    /// With what stands behind the question mark.
    var path: String
    /// Of the device that it is about, if it is about one.
    let uid: String
    var token: String?
    var identity = Identity.right
    var headers: HTTPFields = [:]
    var bytes: [UInt8]?
    var body = Body.none
    /// Whether the path names what belongs to acme.
    var namesAcme = false
    let route: Route

    var description: String {
        let text = String(decoding: (bytes ?? []).prefix(300), as: UTF8.self)
        return "\(method) \(path.prefix(300)) as \(identity), \(headers), \(text.debugDescription)"
    }
}
