import HTTPTypes
import Hummingbird
import Logging
import SlipwayCore
import SlipwayServices

/// Answers every request: finds its route, who asks, and what was sent, in this order, and then lets the route handle it.
package struct APIResponder: HTTPResponder {
    package typealias Context = Connection

    package let table: RouteTable
    package let metrics: RequestMetrics
    private let authentication: AuthenticationService
    private let bodies: BodyReading
    private let protection: Protection
    private let outages = OutageNotice()

    /// - Parameter probe: for whoever asks whether the database answers, on a repository that waits for nothing long.
    package init(services: Services, probe: Services? = nil, settings: APISettings = APISettings()) {
        metrics = RequestMetrics()
        table = RouteTable(services: services, probe: probe ?? services, metrics: metrics, settings: settings)
        authentication = services.authentication
        bodies = BodyReading(limit: settings.bodyLimit, patience: settings.bodyPatience)
        protection = Protection(settings)
    }

    package func respond(to request: Request, context: Connection) async throws -> Response {
        let start = ContinuousClock.now
        let path = request.uri.path
        let match = table.match(request.method, path: path[...])
        let address = protection.address(of: request.headers, peer: context.peer)
        let (name, subject): (String, PathSubject) =
            switch match {
            case .found(let route, _): (route.name, route.subject)
            case .otherMethod, .nothing: ("none", .nothing)
            }
        var answer: Answer
        do {
            answer = try await protection.admit(address: address) {
                try await self.answer(request, match, from: address, on: context)
            }
        } catch {
            log(error, of: name, to: context.logger)
            answer = Answer(
                refusing: error, subject: subject, closing: Self.endsConnection(error) ? context : nil)
        }
        answer.headers[.requestID] = Self.requestID(context.logger)
        let duration = ContinuousClock.now - start
        metrics.record(name, status: answer.status.code, duration: duration)
        context.logger.info(
            "answered",
            metadata: [
                "route": "\(name)", "status": "\(answer.status.code)", "address": "\(address)",
                "ms": "\(duration / .milliseconds(1))",
            ])
        return answer.response
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
        do {
            let principal = try await principal(for: route, token: token, parameters, from: address)
            let call = Call(
                principal: principal, token: token, parameters: parameters,
                query: QueryText(request.uri.query.map { $0[...] } ?? ""), headers: request.headers,
                json: try await json(for: route, request, connection), body: request.body, connection: connection)
            let answer = try await route.handle(call)
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

    private func json(for route: Route, _ request: Request, _ connection: Connection) async throws -> JSONNode? {
        switch route.body {
        case .none, .multipart: nil
        case .json(_, let isRequired): try await bodies.json(request, on: connection, isRequired: isRequired)
        }
    }

    /// Empty where there is none.
    private static func bearerToken(_ headers: HTTPFields) -> String {
        guard let value = headers[.authorization] else { return "" }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return "" }
        return parts[1].filter { $0 != " " }
    }

    private static func requestID(_ logger: Logger) -> String? {
        logger[metadataKey: "hb.request.id"].map { "\($0)" }
    }

    private static func endsConnection(_ error: any Error) -> Bool {
        if let refusal = error as? HTTPRefusal { return refusal.endsConnection }
        guard let error = error as? SlipwayError, case .firmwareTooLarge = error else { return false }
        return true
    }

    /// What the caller did wrong is in the answer; what we could not do is in the log.
    private func log(_ error: any Error, of route: String, to logger: Logger) {
        var level = Logger.Level.error
        if error is HTTPRefusal { return }
        if let error = error as? SlipwayError {
            guard error.isOutage else { return }
            if !outages.isNews(error) { level = .debug }
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
