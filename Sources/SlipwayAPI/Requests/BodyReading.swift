import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayCore
import SlipwayServices

/// Takes the body of a request that holds JSON.
struct BodyReading: Sendable {
    /// In bytes.
    private static let largeLength = 64 << 10

    /// From the end of the headers.
    let patience: Duration
    /// From the moment at which the server stops to listen.
    let grace: Duration
    let state: ServingState

    /// - Parameter limit: in bytes.
    /// - Throws: REQUEST_004 beyond the limit, REQUEST_011 where it takes too long, REQUEST_014 where
    ///   it is late for a server that ends, REQUEST_005 for another content,
    ///   REQUEST_001 for what is not JSON.
    func json(
        _ request: Request, on connection: Connection, limit: Int, isRequired: Bool
    ) async throws -> JSONNode? {
        let announced = Self.announcedLength(request.headers)
        if let announced, announced > limit { throw HTTPRefusal.bodyTooLarge(limit: limit) }
        let isAnnounced = Self.announcesBody(request.headers)
        if isAnnounced { try Self.requireJSON(request.headers) }
        // RFC 9112, section 6.3: without either header there is none.
        guard isAnnounced || isRequired else { return nil }
        try await connection.askForBody(request.headers)
        let bytes = try await collect(request.body, limit: limit)
        if let announced, bytes.count < announced { throw HTTPRefusal.bodyIncomplete }
        guard !bytes.isEmpty else {
            if isRequired { throw SlipwayError.invalidRequest([FieldFault(field: "body", fault: "is missing")]) }
            return nil
        }
        try Self.requireJSON(request.headers)
        return try JSONParser.parse(bytes)
    }

    /// - Throws: REQUEST_001 where a body is on its way.
    static func requireNone(_ headers: HTTPFields) throws(SlipwayError) {
        guard announcesBody(headers) else { return }
        throw .invalidRequest([FieldFault(field: "body", fault: "is not taken here")])
    }

    /// In bytes; none where the headers do not tell.
    static func announcedLength(_ headers: HTTPFields) -> Int? { headers[.contentLength].flatMap { Int($0) } }

    /// Whether more is on its way than is worth reading for nothing, or an unknown amount.
    static func announcesLargeBody(_ headers: HTTPFields) -> Bool {
        announcedLength(headers).map { $0 > largeLength } ?? (headers[.transferEncoding] != nil)
    }

    private static func announcesBody(_ headers: HTTPFields) -> Bool {
        if let length = headers[.contentLength] { return Int(length) != 0 }
        return headers[.transferEncoding] != nil
    }

    private func collect(_ body: RequestBody, limit: Int) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await Self.all(body, limit: limit) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw HTTPRefusal.bodyTooSlow
            }
            group.addTask { try await state.refuseAfterEnd(grace: grace) }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private static func all(_ body: RequestBody, limit: Int) async throws -> [UInt8] {
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
