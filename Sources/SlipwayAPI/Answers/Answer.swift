import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayCore
import SlipwayServices

/// What a handler answers.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    var headers: HTTPFields = [:]
    let body: ResponseBody

    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Answer {
        Answer(
            status: status, headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try JSONText.compactBytes(value) + [UInt8(ascii: "\n")])))
    }

    static func text(_ text: String, type: String) -> Answer {
        Answer(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func list<Order, Row: Sendable, Record: Encodable>(
        _ plural: String, _ page: ListPage<Row>, of query: ListQuery<Order>, _ record: (Row) -> Record
    ) throws -> Answer {
        let next = page.continuation.map { ListCursor($0, of: query).text }
        return try json(ListAnswer(plural: plural, records: page.rows.map(record), nextCursor: next))
    }

    var response: Response { Response(status: status, headers: headers, body: body) }
}

extension Answer {
    /// The answer that refuses a request.
    ///
    /// - Parameter closing: what ends with it; none goes on.
    init(refusing error: any Error, subject: PathSubject, closing connection: Connection? = nil) {
        let status: HTTPResponse.Status
        let document: ErrorAnswer
        var headers: HTTPFields = [:]
        switch error {
        case let refusal as HTTPRefusal:
            (status, document, headers) = (refusal.status, ErrorAnswer(refusal), refusal.headers)
        case let error as SlipwayError:
            (status, document) = (error.httpStatus(subject: subject), ErrorAnswer(error))
            if let seconds = error.retryAfter { headers[.retryAfter] = "\(seconds)" }
            if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        default:
            let refusal = HTTPRefusal.unexpected
            (status, document) = (refusal.status, ErrorAnswer(refusal))
        }
        headers[.contentType] = "application/json; charset=utf-8"
        let text = ByteBuffer(string: ((try? JSONText.compact(document)) ?? "") + "\n")
        if connection != nil { headers[.connection] = "close" }
        self.init(
            status: status, headers: headers,
            body: connection?.closingBody(text) ?? ResponseBody(byteBuffer: text))
    }
}

extension Timestamp {
    static let sample = Timestamp(milliseconds: 1_795_442_400_000)
}
