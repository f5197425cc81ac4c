import HTTPTypes
import SlipwayCore
import Synchronization

/// Keeps one caller, or too many requests at once, from taking the service away from all others.
final class Protection: Sendable {
    private struct State {
        /// Requests that are worked on.
        var underWay: [Route.Lane: Int] = [:]
        /// Requests of a caller, worked on or still arriving.
        var held: [Caller: Int] = [:]
        /// Bodies that arrive.
        var arriving = 0
        /// Those of them, by address, before whose end the token is not checked.
        var unproven: [String: Int] = [:]
        /// Failed calls by address.
        var failures: RateBuckets
        /// Requests by device.
        var requests: RateBuckets
        /// Bytes by device, or by token.
        var deviceTelemetry: RateBuckets
        var tokenTelemetry: RateBuckets
        /// Hashes of tokens that were found good.
        var good: Set<String> = []
    }

    private static let goodTokens = 10_000
    private let settings: APISettings
    private let state: Mutex<State>

    init(_ settings: APISettings) {
        self.settings = settings
        let hour = 3_600.0
        let telemetry = Double(settings.deviceTelemetry)
        let tokenTelemetry = telemetry * Double(APISettings.devicesPerToken)
        state = Mutex(
            State(
                failures: RateBuckets(burst: Double(settings.unauthenticatedBurst), rate: settings.unauthenticatedRate),
                requests: RateBuckets(
                    burst: settings.deviceRate * APISettings.deviceBurst, rate: settings.deviceRate),
                deviceTelemetry: RateBuckets(burst: telemetry, rate: telemetry / hour),
                tokenTelemetry: RateBuckets(burst: tokenTelemetry, rate: tokenTelemetry / hour)))
    }

    /// Lets a request in, for as long as it lasts. A caller that goes on after it was refused waits for its refusal, so
    /// that even many connections of it cost little.
    ///
    /// - Throws: REQUEST_006 where its address fails too often, and the token that it shows is not known to be good;
    ///   REQUEST_013 where the caller has used up its share.
    func admit<Value: Sendable>(
        _ caller: Caller, from address: String, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            try enter(caller, from: address)
        } catch {
            // Each for another time: connections that were refused together would otherwise come back together.
            try await Task.sleep(for: settings.refusalPause * Double.random(in: 0.5...1.5))
            throw error
        }
        defer { leave(caller) }
        return try await work()
    }

    /// Lets it be worked on; while its body arrives it takes no place of those.
    ///
    /// - Throws: REQUEST_007 where as many are under way as may be.
    func work<Value: Sendable>(on lane: Route.Lane, _ work: () async throws -> Value) async throws -> Value {
        let limit = lane == .shared ? settings.concurrentRequests : settings.reservedRequests
        let isAdmitted = state.withLock { state in
            guard state.underWay[lane, default: 0] < limit else { return false }
            state.underWay[lane, default: 0] += 1
            return true
        }
        guard isAdmitted else { throw HTTPRefusal.overloaded(retryAfter: 1) }
        defer { state.withLock { $0.underWay[lane, default: 0] -= 1 } }
        return try await work()
    }

    /// Lets a body arrive, for as long as its client takes.
    ///
    /// - Parameter unproven: the address of a caller whose token is not checked before.
    /// - Throws: REQUEST_007 where as many arrive as may.
    func receive<Value: Sendable>(unproven address: String?, _ work: () async throws -> Value) async throws -> Value {
        let isAdmitted = state.withLock { state in
            guard state.arriving < settings.arrivingBodies else { return false }
            state.arriving += 1
            if let address { state.unproven[address, default: 0] += 1 }
            return true
        }
        guard isAdmitted else { throw HTTPRefusal.overloaded(retryAfter: 1) }
        defer {
            state.withLock { state in
                state.arriving -= 1
                if let address { state.unproven.decrement(address) }
            }
        }
        return try await work()
    }

    /// Whether so many bodies come from there already that the next must not come before its token is checked.
    func isCrowded(_ address: String) -> Bool {
        state.withLock { $0.unproven[address, default: 0] >= settings.unprovenBodies }
    }

    /// Counts a call without a good token.
    ///
    /// - Throws: REQUEST_006 where the address has made too many of them.
    func countUnauthenticated(_ address: String) throws(HTTPRefusal) {
        let now = ContinuousClock.now
        if let wait = state.withLock({ $0.failures.take(of: address, at: now) }) {
            throw .tooManyRequests(retryAfter: wait.wholeSeconds)
        }
    }

    func noteGoodToken(of caller: Caller) {
        guard caller.kind != .address else { return }
        state.withLock { state in
            if state.good.count >= Self.goodTokens { state.good = [] }
            state.good.insert(caller.key)
        }
    }

    /// - Throws: REQUEST_013 where nothing is left of the hour's.
    func countTelemetry(_ bytes: Int, of caller: Caller) throws(HTTPRefusal) {
        let now = ContinuousClock.now
        let wait = state.withLock { state in
            caller.kind == .device
                ? state.deviceTelemetry.take(Double(bytes), of: caller.key, at: now)
                : state.tokenTelemetry.take(Double(bytes), of: caller.key, at: now)
        }
        if let wait { throw .shareUsedUp(.telemetry, retryAfter: wait.wholeSeconds) }
    }

    /// Whose call it is: the peer's, or where that is a proxy, the last that the proxies have heard of and that is none of
    /// them. The client may have written what stands before it.
    func address(of headers: HTTPFields, peer: String) -> String {
        let peer = IPAddress.canonical(peer)
        guard !settings.proxies.isEmpty, isProxy(peer), let forwarded = headers[.forwardedFor] else { return peer }
        let hops = forwarded.split(separator: ",").map { hop in
            IPAddress.canonical(String(hop.filter { !$0.isWhitespace }.prefix(64)))
        }.filter { !$0.isEmpty }
        return hops.last { !isProxy($0) } ?? hops.first ?? peer
    }

    private func isProxy(_ address: String) -> Bool {
        guard let address = IPAddress(address) else { return false }
        return settings.proxies.contains { $0.contains(address) }
    }

    private func enter(_ caller: Caller, from address: String) throws(HTTPRefusal) {
        let now = ContinuousClock.now
        let refusal = state.withLock { state -> HTTPRefusal? in
            if caller.lane == .shared, caller.kind != .address, !state.good.contains(caller.key),
                state.failures.isSpent(address, at: now)
            {
                return .tooManyRequests(retryAfter: Duration.seconds(1 / settings.unauthenticatedRate).wholeSeconds)
            }
            guard state.held[caller, default: 0] < limit(for: caller) else {
                return .shareUsedUp(.requestsAtOnce, retryAfter: 1)
            }
            if caller.kind == .device, let wait = state.requests.take(of: caller.key, at: now) {
                return .shareUsedUp(.requests, retryAfter: wait.wholeSeconds)
            }
            state.held[caller, default: 0] += 1
            return nil
        }
        if let refusal { throw refusal }
    }

    private func leave(_ caller: Caller) { state.withLock { $0.held.decrement(caller) } }

    private func limit(for caller: Caller) -> Int {
        switch (caller.lane, caller.kind) {
        case (.reserved, _): settings.reservedRequestsOfOne
        case (.shared, .device): settings.deviceRequests
        case (.shared, .token): settings.tokenRequests
        // Refused soon, for want of a token.
        case (.shared, .address): settings.concurrentRequests
        }
    }
}

extension Dictionary where Value == Int {
    fileprivate mutating func decrement(_ key: Key) {
        let left = self[key, default: 0] - 1
        self[key] = left > 0 ? left : nil
    }
}

extension Duration {
    /// At least one.
    fileprivate var wholeSeconds: Int { max(1, Int((self / .seconds(1)).rounded(.up))) }
}

extension HTTPField.Name {
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .server
}
