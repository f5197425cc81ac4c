import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayCore
import SlipwayServices

/// Takes the body of a request that holds JSON.
struct BodyReading: Sendable {
    /// Bytes of one body.
    let limit: Int
    /// From the end of the headers.
    let patience: Duration

    /// - Throws: REQUEST_004 beyond the limit, REQUEST_011 where it takes too long, REQUEST_005 for another content,
    ///   REQUEST_001 for what is no JSON.
    func json(_ request: Request, on connection: Connection, isRequired: Bool) async throws -> JSONNode? {
        let announced = request.headers[.contentLength].flatMap { Int($0) }
        if let announced, announced > limit { throw HTTPRefusal.bodyTooLarge(limit: limit) }
        let isEmpty = announced == 0 || (announced == nil && request.headers[.transferEncoding] == nil)
        if !isEmpty { try Self.requireJSON(request.headers) }
        try await connection.askForBody(request.headers)
        let bytes = try await collect(request.body)
        if let announced, bytes.count < announced { throw HTTPRefusal.bodyIncomplete }
        guard !bytes.isEmpty else {
            if isRequired { throw SlipwayError.invalidRequest([FieldFault(field: "body", fault: "is missing")]) }
            return nil
        }
        try Self.requireJSON(request.headers)
        return try JSONParser.parse(bytes)
    }

    private func collect(_ body: RequestBody) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await all(body) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw HTTPRefusal.bodyTooSlow
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private func all(_ body: RequestBody) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in ArrivingBody(body) {
            guard bytes.count + buffer.readableBytes <= limit else { throw HTTPRefusal.bodyTooLarge(limit: limit) }
            bytes += buffer.readableBytesView
        }
        return bytes
    }

    /// A body without a type is taken for what the route expects: small devices send none.
    private static func requireJSON(_ headers: HTTPFields) throws(HTTPRefusal) {
        guard let type = headers[.contentType] else { return }
        let essence = type.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        guard essence == "application/json" || essence.hasPrefix("application/") && essence.hasSuffix("+json") else {
            throw .unsupportedContent(wanted: "application/json")
        }
    }
}
