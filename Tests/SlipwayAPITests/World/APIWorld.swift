import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SQLiteRepository
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport

/// A stocked fleet and the routes over it, asked without a network.
struct APIWorld: Sendable {
    let fleet: StockedFleet
    let responder: APIResponder

    func token(_ scopes: Scope..., organization: String? = nil) async throws -> String {
        let request = AccessTokenRequest(description: "test", scopes: Set(scopes), organization: organization)
        return try await fleet.services.authentication.create(request, as: fleet.ada).token
    }

    func deviceToken(_ index: Int = 0) async throws -> String {
        try await fleet.services.devices.rotateToken(of: fleet.devices[index].deviceUID, as: fleet.ada).deviceToken
    }

    /// - Parameter body: JSON, unless the headers say otherwise.
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, body: String? = nil,
        headers: HTTPFields = [:], peer: String = "192.0.2.1"
    ) async throws -> SeenAnswer {
        try await send(method, path, token: token, bytes: body.map { Array($0.utf8) }, headers: headers, peer: peer)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, bytes: [UInt8]?,
        headers: HTTPFields = [:], peer: String = "192.0.2.1"
    ) async throws -> SeenAnswer {
        try await SeenAnswer(
            try await respond(method, path, token: token, bytes: bytes, headers: headers, peer: peer))
    }

    /// The answer before its body is made.
    func respond(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, bytes: [UInt8]? = nil,
        headers: HTTPFields = [:], peer: String = "192.0.2.1"
    ) async throws -> Response {
        var fields = headers
        if let token { fields[.authorization] = "Bearer \(token)" }
        if let bytes {
            if fields[.contentType] == nil { fields[.contentType] = "application/json" }
            fields[.contentLength] = "\(bytes.count)"
        }
        let head = HTTPRequest(method: method, scheme: nil, authority: nil, path: path, headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: bytes ?? [])))
        let connection = Connection(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, peer: peer)
        return await responder.respond(to: request, context: connection)
    }
}

/// A fleet of `count` devices and the API over it, for as long as `body` runs.
func withAPI(
    devices count: Int = 3, services settings: ServiceSettings = ServiceSettings(), api: APISettings = APISettings(),
    _ body: (APIWorld) async throws -> Void
) async throws {
    try await withFleet(devices: count, settings: settings) { fleet in
        try await body(APIWorld(fleet: fleet, responder: APIResponder(services: fleet.services, settings: api)))
    }
}

/// The same over a file, of which a test may do what it likes.
func withAPIOverFile(
    patience: Duration, _ body: (APIWorld, _ path: String) async throws -> Void
) async throws {
    try await withDatabaseFile { path, clock in
        let repository = try SQLiteRepository.open(path: path, clock: { clock.now }, readers: 1, patience: patience)
        let fleet = try await makeFleet(of: 3, in: repository, clock: clock)
        try await body(APIWorld(fleet: fleet, responder: APIResponder(services: fleet.services)), path)
    }
}
