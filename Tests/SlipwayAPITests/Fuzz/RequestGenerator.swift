import HTTPTypes
import SlipwayAPI
import SlipwayCore

/// Makes requests: most of them with a good token and well-formed JSON, hardly any of them right.
struct RequestGenerator {
    let world: FuzzedWorld
    var random: SeededGenerator
    /// Of answers so far.
    private var cursors: [String] = []
    /// By uid, as answers have changed them.
    private var sessions: [String: SessionID]
    private var deviceTokens: [String: String]
    private let jsonRoutes: [Route]
    private let otherRoutes: [Route]

    init(_ world: FuzzedWorld, seed: UInt64) {
        self.world = world
        random = SeededGenerator(seed: seed)
        sessions = world.sessions
        deviceTokens = world.deviceTokens
        // What devices call is half of it.
        let routes = world.api.responder.table.routes.flatMap { $0.access == .device ? [$0, $0] : [$0] }
        jsonRoutes = routes.filter { if case .json = $0.body { true } else { false } }
        otherRoutes = routes.filter { if case .json = $0.body { false } else { true } }
    }

    /// Makes use of what an answer has given away.
    mutating func learn(from answer: SeenAnswer, to request: FuzzedRequest) {
        guard let members = try? answer.json else { return }
        if let cursor = members["next_cursor"] as? String { cursors.append(cursor) }
        if let token = members["device_token"] as? String, let uid = members["device_uid"] as? String {
            deviceTokens[uid] = token
        }
        let offered = (members["update_session"] as? [String: Any])?["session_id"] as? String
        if let session = offered.flatMap({ SessionID($0) }) { sessions[request.uid] = session }
    }

    mutating func next() -> FuzzedRequest {
        let routes = chance(0.76) ? jsonRoutes : otherRoutes
        let route = routes[Int.random(in: 0..<routes.count, using: &random)]
        let uid =
            chance(0.97) ? pick(world.devices.map(\.deviceUID)) : pick([world.otherDevice.deviceUID, hostileText()])
        var request = FuzzedRequest(method: route.method, path: "", uid: uid, route: route)
        setPath(of: &request)
        setToken(of: &request)
        setQuery(of: &request)
        setBody(of: &request)
        setHeaders(of: &request)
        if chance(0.03) {
            request.method = pick([.get, .post, .put, .patch, .delete, .head, .options, .trace, .connect])
        }
        return request
    }

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    mutating func hostileText() -> String { pick(HostileText.texts) }

    private mutating func setPath(of request: inout FuzzedRequest) {
        let path = request.route.path
        var values = ["uid": request.uid, "id": id(for: path.description, of: &request)]
        values["session"] = session(for: &request)
        request.path = path.filled(values)
        guard chance(0.04) else { return }
        var pieces = request.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let place = Int.random(in: 1..<pieces.count, using: &random)
        let piece = pick(HostileText.pathPieces)
        if chance(0.5) { pieces[place] = piece } else { pieces.insert(piece, at: place) }
        request.path = pieces.joined(separator: "/")
        request.namesAcme = false
    }

    private mutating func id(for path: String, of request: inout FuzzedRequest) -> String {
        guard chance(0.9) else { return pick(HostileText.numbers + HostileText.texts) }
        switch path {
        case let path where path.contains("/organizations/"):
            let organization = pick(world.organizations)
            request.namesAcme = organization.name == "acme"
            return organization.id.description
        case let path where path.contains("/devices/{id}"):
            request.namesAcme = chance(0.9)
            return (request.namesAcme ? pick(world.devices) : world.otherDevice).id.description
        case let path where path.contains("/releases/"): return pick(world.releases).description
        case let path where path.contains("/batches/{id}"):
            request.namesAcme = true
            return pick(world.batches).description
        default: return "\(Int.random(in: 1...40, using: &random))"
        }
    }

    private mutating func session(for request: inout FuzzedRequest) -> String {
        let isPlain = request.route.path.description.hasPrefix("/api/v2/updates/sessions")
        guard chance(0.9) else {
            return pick([world.otherSession.description, hostileText(), SessionID(using: &random).description])
        }
        let known = isPlain || chance(0.1) ? Array(sessions.values) : sessions[request.uid].map { [$0] } ?? []
        guard !known.isEmpty else { return SessionID(using: &random).description }
        request.namesAcme = request.namesAcme || isPlain
        return pick(known.sorted { $0.description < $1.description }).description
    }

    private mutating func setToken(of request: inout FuzzedRequest) {
        let right: String?
        switch request.route.access {
        case .open: right = nil
        case .device, .deviceInHandler: right = deviceTokens[request.uid]
        case .scopes(let scopes): right = pick(world.tokens[pick(scopes + [.admin])] ?? [""])
        }
        request.token = right
        guard chance(0.14) else { return }
        request.identity = pick(FuzzedRequest.Identity.allCases)
        switch request.identity {
        case .right: break
        case .none: request.token = nil
        case .expired: request.token = world.expired
        case .revoked: request.token = world.revoked
        case .truncated: request.token = right.map { String($0.dropLast(Int.random(in: 1...20, using: &random))) }
        case .garbage: request.token = pick(["", "x", "null", String(repeating: "A", count: 9_000), "a b", "\u{E9}"])
        case .otherDevice: request.token = deviceTokens[request.uid == "dev-001" ? "dev-002" : "dev-001"]
        case .otherOrganization: request.token = world.otherAdmin
        case .wrongScope:
            guard case .scopes(let scopes) = request.route.access else {
                request.token = world.tokens[.admin]?[0]
                return
            }
            let others = Scope.allCases.filter { !scopes.contains($0) && $0 != .admin }
            request.token = pick(world.tokens[pick(others)] ?? [""])
        }
    }

    private mutating func setQuery(of request: inout FuzzedRequest) {
        var pairs: [String] = []
        for name in request.route.query.map(\.name) where chance(0.25) {
            pairs.append("\(name)=\(value(ofQuery: name))")
        }
        if chance(0.03) {
            pairs.append(pick(["", "=", "&", "a", "limit=1&limit=2", "%=%", "x=%ff", "cursor", "q=+%2B"]))
        }
        if !pairs.isEmpty { request.path += "?" + pairs.joined(separator: "&") }
    }

    private mutating func value(ofQuery name: String) -> String {
        if chance(0.1) { return encoded(hostileText()) }
        switch name {
        case "limit": return pick(["1", "2", "100", "1000", "1001", "0", "-1", "x", "1e2", "99999999999999999999"])
        case "offset", "size": return pick(["0", "1", "999", "1000", "1001", "-1", "9223372036854775807", "x", ""])
        case "cursor": return encoded(cursor())
        case "filter": return encoded(filter())
        case "order": return pick(["uid", "name", "id", "created", "version", "status", "started", "x"])
        case "reverse": return pick(["true", "false", "yes"])
        case "organization_id": return pick(world.organizations.map(\.id.description) + ["0", "x"])
        case "status": return pick(["active", "pending", "in_progress", "draft", "approved", "x"])
        case "channel": return pick(["alpha", "production", "x"])
        default: return encoded(pick(["1.0.0", "2.0.0", "dev-", "beta", "%", "*"]))
        }
    }

    private mutating func cursor() -> String {
        guard let real = cursors.randomElement(using: &random), chance(0.9) else { return hostileText() }
        guard chance(0.7), !real.isEmpty else { return real }
        var bytes = Array(real.utf8)
        let place = Int.random(in: 0..<bytes.count, using: &random)
        if chance(0.5) { bytes[place] = pick(Array("ABab01-_".utf8)) } else { bytes.removeLast(bytes.count - place) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func filter() -> String {
        let words = [
            "uid", "status", "firmware", "organization", "serial", ":", "=", "!=", "<", ">", "(", ")", "and", "or",
            "not",
            "*", "\"", "'", "dev-", "2.0.0", "active", "-1", "..", ",", " ", "acme",
        ]
        if chance(0.02) { return String(repeating: "(", count: 5_000) }
        return (0..<Int.random(in: 1...9, using: &random)).map { _ in pick(words) }.joined(separator: pick(["", " "]))
    }

    private mutating func setHeaders(of request: inout FuzzedRequest) {
        if request.route.path.description.hasSuffix("/download"), chance(0.4) {
            request.headers[.range] = pick([
                "bytes=0-7", "bytes=5-", "bytes=-5", "bytes=-0", "bytes=1000-", "bytes=9-1", "bytes=0-1,3-4", "bytes=-",
                "bytes=9223372036854775807-", "bytes=0-9223372036854775807", "bytes=-9223372036854775808", "lines=1-2",
                "x",
            ])
            if chance(0.2) { request.headers[.ifRange] = pick(["\"x\"", "x", "W/\"x\""]) }
        }
        if chance(0.03) {
            request.headers[.contentType] = pick([
                "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                "application/json; charset=latin1",
                "application/vnd.x+json", "", "multipart/form-data; boundary=",
            ])
        }
        if chance(0.03) { request.headers[.idempotencyKey] = pick(["k", "", hostileText()]) }
        if chance(0.01) { request.headers[.expect] = pick(["100-continue", "200-maybe"]) }
    }

    func encoded(_ text: String) -> String {
        RoutePath("{x}").filled(["x": text]).dropFirst().description
    }
}

extension HTTPField.Name {
    fileprivate static let idempotencyKey = HTTPField.Name("Idempotency-Key") ?? .server
}
