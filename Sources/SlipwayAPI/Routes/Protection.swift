import HTTPTypes
import SlipwayCore
import Synchronization

/// Keeps one address, or too many requests at once, from taking the service away from everybody else.
final class Protection: Sendable {
    private struct Bucket {
        var left: Double
        var at: ContinuousClock.Instant
    }

    private struct State {
        var underWay = 0
        var buckets: [String: Bucket] = [:]
    }

    private static let maximumAddresses = 10_000
    private let settings: APISettings
    private let state = Mutex(State())

    init(_ settings: APISettings) { self.settings = settings }

    /// Lets a request be worked on.
    ///
    /// - Throws: REQUEST_007 where as many are under way as may be.
    func admit<Value: Sendable>(
        address: String, _ work: () async throws -> Value
    ) async throws -> Value {
        let isAdmitted = state.withLock { state in
            guard state.underWay < settings.concurrentRequests else { return false }
            state.underWay += 1
            return true
        }
        guard isAdmitted else { throw HTTPRefusal.overloaded(retryAfter: 1) }
        defer { state.withLock { $0.underWay -= 1 } }
        return try await work()
    }

    /// Counts a call without a good token.
    ///
    /// - Throws: REQUEST_006 where the address has made too many of them.
    func countUnauthenticated(_ address: String) throws(HTTPRefusal) {
        let now = ContinuousClock.now
        let isSpent = state.withLock { state in
            if state.buckets.count >= Self.maximumAddresses { forgetFull(&state, at: now) }
            var bucket = state.buckets[address] ?? Bucket(left: Double(settings.unauthenticatedBurst), at: now)
            bucket.left = refilled(bucket, at: now)
            bucket.at = now
            let isSpent = bucket.left < 1
            if !isSpent { bucket.left -= 1 }
            state.buckets[address] = bucket
            return isSpent
        }
        if isSpent { throw .tooManyRequests(retryAfter: max(1, Int((1 / settings.unauthenticatedRate).rounded(.up)))) }
    }

    /// Whose call it is: the peer's, or where that is the proxy, the last that the proxy has heard of.
    func address(of headers: HTTPFields, peer: String) -> String {
        guard let proxy = settings.proxy, proxy == peer, let forwarded = headers[.forwardedFor] else { return peer }
        let last = forwarded.split(separator: ",").last.map { $0.filter { !$0.isWhitespace } } ?? ""
        return last.isEmpty ? peer : String(last.prefix(64))
    }

    private func refilled(_ bucket: Bucket, at now: ContinuousClock.Instant) -> Double {
        let back = (now - bucket.at) / .seconds(1) * settings.unauthenticatedRate
        return min(Double(settings.unauthenticatedBurst), bucket.left + back)
    }

    /// Whoever has all of it back is as good as unknown; where nobody has, all start anew.
    private func forgetFull(_ state: inout State, at now: ContinuousClock.Instant) {
        let full = Double(settings.unauthenticatedBurst)
        state.buckets = state.buckets.filter { refilled($0.value, at: now) < full }
        if state.buckets.count >= Self.maximumAddresses { state.buckets = [:] }
    }
}

extension HTTPField.Name {
    fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For") ?? .server
}
