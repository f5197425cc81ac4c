import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import SlipwayServices

/// What all connections of a server share.
final class RequestServing: Sendable {
    let connections: OpenConnections
    let logger: Logger
    let idleTimeout: TimeAmount
    private let responder: APIResponder
    /// In bytes, for the words of a refusal.
    private let headerLimit: Int
    /// None where the server has no clock (RFC 9110, section 6.6.1).
    private let date: HTTPDate?

    init(_ responder: APIResponder, _ settings: APISettings, connections: OpenConnections, logger: Logger) {
        self.responder = responder
        self.connections = connections
        self.logger = logger
        idleTimeout = .nanoseconds(Int64(settings.idleTimeout / .nanoseconds(1)))
        headerLimit = settings.headerLimit
        date = settings.wallClock.map { HTTPDate($0) }
    }

    /// - Returns: false where the connection is to be cut.
    func answer(_ request: Request, on connection: Connection) async -> Bool {
        var response = await responder.respond(to: request, context: connection)
        response.headers[.date] = date?.text
        do {
            try await connection.send(response)
            return true
        } catch {
            return false
        }
    }

    /// Answers what is not a request.
    func refuse(_ error: HTTPParserError, on channel: any Channel) {
        let refusal: HTTPRefusal = error == .headerOverflow ? .headTooLarge(limit: headerLimit) : .notHTTP
        let body = ByteBuffer(string: ((try? JSONText.compact(ErrorAnswer(refusal))) ?? "") + "\n")
        let fields: HTTPFields = [
            .contentType: "application/json; charset=utf-8", .contentLength: "\(body.readableBytes)",
            .connection: "close",
        ]
        let head = HTTPResponseHead(HTTPResponse(status: refusal.status, headerFields: fields))
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil)
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }
}

extension HTTPRequest {
    /// The same as the library makes of it, which takes every target to pieces as an absolute one.
    ///
    /// - Throws: where it is none.
    init(_ head: HTTPRequestHead) throws {
        guard head.uri.utf8.first == UInt8(ascii: "/") else {
            try self.init(head, secure: false, splitCookie: false)
            return
        }
        self.init(
            method: try Method(head.method), scheme: "http", authority: head.headers.first(name: "host"),
            path: head.uri, headerFields: HTTPFields(head.headers, splitCookie: false))
    }
}
