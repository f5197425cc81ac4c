import HTTPTypes
import Hummingbird
import Logging
import SlipwayCore
import SlipwayServices
import Synchronization

/// Answers every request: finds its route, who asks, and what was sent, in this order, and then lets the route handle it.
///
/// A class, since every connection keeps what its request has taken with it: a pointer, and no copy of all this.
package final class APIResponder: Sendable {
    package let table: RouteTable
    package let metrics: RequestMetrics
    let state = ServingState()
    private let authentication: AuthenticationService
    private let settings: APISettings
    private let bodies: BodyReading
    private let protection: Protection
    private let accessLog: AccessLog
    private let outages = OutageNotice()

    /// - Parameter probe: answers whether the database does, on a repository that waits for nothing long.
    package init(services: Services, probe: Services? = nil, settings: APISettings = APISettings()) {
        metrics = RequestMetrics()
        table = RouteTable(
            services: services, probe: probe ?? services, metrics: metrics, state: state, settings: settings)
        authentication = services.authentication
        self.settings = settings
        bodies = BodyReading(patience: settings.bodyPatience, grace: settings.bodyGrace, state: state)
        protection = Protection(settings)
        accessLog = AccessLog(settings.accessLog)
    }

    package func respond(to request: Request, context: Connection) async -> Response {
        let start = ContinuousClock.now
        let match = table.match(request.method, path: request.uri.path[...])
        if case .found(let route, _) = match, route.isBrief {
            return await respond(to: request, match, context: context, since: start)
        }
        return await besideTheLoop { await respond(to: request, match, context: context, since: start) }
    }

    private func respond(
        to request: Request, _ match: RouteTable.Match, context: Connection, since start: ContinuousClock.Instant
    ) async -> Response {
        let address = protection.address(of: request.headers, peer: context.peer)
        let (name, subject): (String, PathSubject) =
            switch match {
            case .found(let route, _): (route.name, route.subject)
            case .otherMethod, .nothing: ("none", .nothing)
            }
        var answer: Answer
        do {
            answer = try await self.answer(request, match, from: address, on: context)
        } catch {
            log(error, of: name, to: context.logger)
            answer = Answer(
                refusing: error, subject: subject,
                closing: Self.endsConnection(error, refusing: request) ? context : nil)
        }
        answer.headers[.requestID] = context.requestID
        let duration = ContinuousClock.now - start
        metrics.record(name, status: answer.status.code, duration: duration)
        if accessLog.takes(status: answer.status.code, duration: duration) {
            context.logger.info(
                "answered",
                metadata: [
                    "route": "\(name)", "status": "\(answer.status.code)", "address": "\(address)",
                    "ms": "\(duration / .milliseconds(1))",
                ])
        }
        return request.method == .head ? answer.response.createHeadResponse() : answer.response
    }

    private func answer(
        _ request: Request, _ match: RouteTable.Match, from address: String, on connection: Connection
    ) async throws -> Answer {
        let route: Route
        let parameters: [String: String]
        switch match {
        case .found(let found, let values): (route, parameters) = (found, values)
        case .otherMethod(let allowed):
            try protection.countUnauthenticated(address)
            throw HTTPRefusal.methodNotAllowed(allowed: allowed)
        case .nothing:
            try protection.countUnauthenticated(address)
            throw HTTPRefusal.noSuchPath
        }
        let token = Self.bearerToken(request.headers)
        let caller = Caller(route, token: token, address: address)
        do {
            let answer = try await protection.admit(caller, from: address) {
                let principal = try await protection.work(on: route.lane) {
                    try await self.principal(for: route, token: token, parameters, from: address)
                }
                // Before it is read, where it says how much it is: a caller that has sent enough costs no reading.
                let announced = route.isMetered ? BodyReading.announcedLength(request.headers) : nil
                let isCounted = announced.map { $0 <= settings[keyPath: route.bodyLimit] } ?? false
                if let announced, isCounted { try protection.countTelemetry(announced, of: caller) }
                let call = try await call(
                    for: route, request, as: principal, from: address, token: token, parameters, on: connection)
                if route.isMetered, !isCounted, let json = call.json {
                    try protection.countTelemetry(json.source.count, of: caller)
                }
                return try await protection.work(on: route.lane) { try await route.handle(call) }
            }
            protection.noteGoodToken(of: caller)
            if route.access != .open { outages.end() }
            return answer
        } catch let error as SlipwayError where error.isFailedAuthentication {
            try protection.countUnauthenticated(address)
            throw error
        }
    }

    /// - Throws: AUTH_001 to 003.
    private func principal(
        for route: Route, token: String, _ parameters: [String: String], from address: String
    ) async throws -> Principal {
        switch route.access {
        case .open:
            try protection.countUnauthenticated(address)
            return Principal(kind: .token, name: "", scopes: [], organization: .all)
        case .scopes(let scopes):
            guard !token.isEmpty else { throw SlipwayError.invalidToken }
            let principal = try await authentication.authenticate(token)
            guard scopes.isEmpty || !principal.scopes.isDisjoint(with: scopes + [.admin]) else {
                throw SlipwayError.missingScope(scopes[0])
            }
            return principal
        case .device:
            guard !token.isEmpty else { throw SlipwayError.invalidToken }
            return try await authentication.authenticateDevice(token, uid: parameters["uid"] ?? "")
        case .deviceInHandler:
            guard !token.isEmpty else { throw SlipwayError.invalidToken }
            return .device(parameters["uid"] ?? "")
        }
    }

    /// - Throws: REQUEST_001 with every fault of the query, and of a body that the handler does not read.
    private func call(
        for route: Route, _ request: Request, as principal: Principal, from address: String, token: String,
        _ parameters: [String: String], on connection: Connection
    ) async throws -> Call {
        let query = QueryText(request.uri.query.map { $0[...] } ?? "")
        var faults = route.isLenient ? [] : query.faults(besides: route.query.map(\.name))
        let json: JSONNode?
        do {
            json = try await self.json(
                for: route, request, connection, from: address, token: token, parameters)
        } catch SlipwayError.invalidRequest(let found) {
            throw SlipwayError.invalidRequest(faults + found)
        }
        let schema: JSONSchema
        switch route.body {
        case .json(let expected, _): schema = expected
        case .multipart: schema = .empty
        case .none:
            schema = .empty
            faults = FieldReader(json, schema, besides: faults).faults
        }
        guard faults.isEmpty || route.judgesQuery else { throw SlipwayError.invalidRequest(faults) }
        return Call(
            principal: principal, token: token, parameters: parameters, query: query, headers: request.headers,
            isHead: request.method == .head, json: json, schema: schema, faults: faults, body: request.body,
            connection: connection)
    }

    private func json(
        for route: Route, _ request: Request, _ connection: Connection, from address: String, token: String,
        _ parameters: [String: String]
    ) async throws -> JSONNode? {
        let isRequired: Bool
        switch route.body {
        case .multipart: return nil
        case .json(_, let isNeeded): isRequired = isNeeded
        case .none where route.isLenient: return nil
        case .none where route.access == .open || request.method == .head:
            // A caller without a token must not make the service wait for a body.
            try BodyReading.requireNone(request.headers)
            return nil
        case .none: isRequired = false
        }
        var unproven = route.access == .deviceInHandler ? address : nil
        if unproven != nil, protection.isCrowded(address) {
            try await protection.work(on: route.lane) {
                _ = try await authentication.authenticateDevice(token, uid: parameters["uid"] ?? "")
            }
            unproven = nil
        }
        do {
            return try await protection.receive(unproven: unproven) {
                try await bodies.json(
                    request, on: connection, limit: settings[keyPath: route.bodyLimit], isRequired: isRequired)
            }
        } catch {
            // With a wrong token nothing is told of what is wrong with the body.
            if route.access == .deviceInHandler {
                _ = try await authentication.authenticateDevice(token, uid: parameters["uid"] ?? "")
            }
            throw error
        }
    }

    /// Empty where there is none.
    private static func bearerToken(_ headers: HTTPFields) -> String {
        guard let value = headers[.authorization] else { return "" }
        let bytes = value.utf8.drop { $0 == UInt8(ascii: " ") }
        guard let end = bytes.firstIndex(of: UInt8(ascii: " ")),
            value[bytes.startIndex..<end].lowercased() == "bearer"
        else { return "" }
        return String(decoding: bytes[end...].filter { $0 != UInt8(ascii: " ") }, as: UTF8.self)
    }

    /// Whether a refusal ends the connection: a large body that was not read yet would have to be, only to be thrown away.
    private static func endsConnection(_ error: any Error, refusing request: Request) -> Bool {
        let isLarge = BodyReading.announcesLargeBody(request.headers)
        if let refusal = error as? HTTPRefusal { return refusal.endsConnection || isLarge }
        guard let error = error as? SlipwayError else { return false }
        if case .firmwareTooLarge = error { return true }
        return isLarge && error.isFailedAuthentication
    }

    /// What the caller did wrong is in the answer; what we could not do is in the log.
    private func log(_ error: any Error, of route: String, to logger: Logger) {
        var level = Logger.Level.error
        if error is HTTPRefusal { return }
        if let error = error as? SlipwayError {
            guard error.databaseFailure != nil || error == .ruleBroken else { return }
            if error.databaseFailure != nil, !outages.isNews(error) { level = .debug }
        }
        logger.log(level: level, "a request failed", metadata: ["route": "\(route)", "error": "\(error)"])
    }
}

extension HTTPField.Name {
    fileprivate static let requestID = HTTPField.Name("X-Request-Id") ?? .server
}

extension SlipwayError {
    fileprivate var isFailedAuthentication: Bool { httpStatus(subject: .nothing) == .unauthorized }
}

/// Which failure of the database has been logged last, so that an outage is one line and not one for every request.
final class OutageNotice: Sendable {
    private let told = Mutex<String?>(nil)

    /// Whether it is another one than the latest since the database last did what it was asked for.
    func isNews(_ outage: SlipwayError) -> Bool {
        told.withLock { told in
            defer { told = outage.message }
            return told != outage.message
        }
    }

    func end() { told.withLock { $0 = nil } }
}
