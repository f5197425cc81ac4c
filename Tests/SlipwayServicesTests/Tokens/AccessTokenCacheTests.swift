import Logging
import SlipwayCore
import Synchronization
import TestSupport
import Testing

@testable import SlipwayServices

/// Access tokens that are remembered for a moment.
@Suite struct AccessTokenCacheTests {
    @Test func `within a second the database is asked once`() async throws {
        try await withCache { world in
            let token = try await world.createToken().token
            let first = try await world.authenticate(token)
            world.stopwatch.advance(by: .milliseconds(999))
            #expect(try await world.authenticate(token) == first)
            #expect(world.repository.reads == 1)
            world.stopwatch.advance(by: .milliseconds(1))
            #expect(try await world.authenticate(token) == first)
            #expect(world.repository.reads == 2)
        }
    }

    @Test func `a token that is revoked here opens nothing from then on`() async throws {
        try await withCache { world in
            let created = try await world.createToken()
            _ = try await world.authenticate(created.token)
            _ = try await world.services.authentication.revoke(created.record.id, as: world.fleet.ada)
            #expect(await code { try await world.authenticate(created.token) } == "AUTH_001")
        }
    }

    @Test func `a token that another process revokes opens nothing after a second`() async throws {
        try await withCache { world in
            let created = try await world.createToken()
            _ = try await world.authenticate(created.token)
            _ = try await world.fleet.services.authentication.revoke(created.record.id, as: world.fleet.ada)
            world.stopwatch.advance(by: .milliseconds(999))
            #expect(await code { try await world.authenticate(created.token) } == nil)
            world.stopwatch.advance(by: .milliseconds(1))
            #expect(await code { try await world.authenticate(created.token) } == "AUTH_001")
        }
    }

    @Test func `a look-up that has read a token before it was revoked does not bring it back`() async throws {
        try await withCache { world in
            let created = try await world.createToken()
            world.repository.holdsReads = true
            async let late = world.authenticate(created.token)
            await world.repository.waitForRead()
            _ = try await world.services.authentication.revoke(created.record.id, as: world.fleet.ada)
            world.repository.release()
            _ = try await late
            #expect(await code { try await world.authenticate(created.token) } == "AUTH_001")
        }
    }

    @Test func `the second counts from before the database is asked`() async throws {
        try await withCache { world in
            let created = try await world.createToken()
            world.repository.holdsReads = true
            async let slow = world.authenticate(created.token)
            await world.repository.waitForRead()
            _ = try await world.fleet.services.authentication.revoke(created.record.id, as: world.fleet.ada)
            world.stopwatch.advance(by: .seconds(1))
            world.repository.release()
            _ = try await slow
            #expect(await code { try await world.authenticate(created.token) } == "AUTH_001")
        }
    }

    @Test func `a token that expires within the second is refused from its instant on`() async throws {
        try await withCache { world in
            let token = try await world.createToken(expiresIn: .milliseconds(300)).token
            _ = try await world.authenticate(token)
            world.advance(by: .milliseconds(299))
            #expect(await code { try await world.authenticate(token) } == nil)
            world.advance(by: .milliseconds(1))
            #expect(await code { try await world.authenticate(token) } == "AUTH_002")
        }
    }

    @Test func `a token opens from its creation on, though it was tried before`() async throws {
        try await withCache { world in
            let token = IdentifierSource.seeded(1).accessToken()
            #expect(await code { try await world.authenticate(token) } == "AUTH_001")
            let created = try await world.createToken()
            #expect(created.token == token)
            #expect(await code { try await world.authenticate(token) } == nil)
        }
    }

    @Test func `a revocation whose answer is lost counts as one`() async throws {
        try await withCache { world in
            let created = try await world.createToken()
            _ = try await world.authenticate(created.token)
            world.repository.losesAnswers = true
            let outcome = await code {
                try await world.services.authentication.revoke(created.record.id, as: world.fleet.ada)
            }
            #expect(outcome == SlipwayError.databaseUnavailable("").code)
            #expect(await code { try await world.authenticate(created.token) } == "AUTH_001")
        }
    }

    @Test func `it keeps a bounded number, and the latest among them`() {
        let cache = AccessTokenCache()
        let principal = Principal(kind: .token, name: "1 (ci)", scopes: [], organization: .all)
        for number in 0...AccessTokenCache.limit {
            cache.keep(principal, ofHash: "\(number)", remaining: nil, foundBy: cache.beginLookUp())
            #expect(cache.count <= AccessTokenCache.limit)
        }
        #expect(cache.principal(ofHash: "\(AccessTokenCache.limit)") == principal)
    }
}

/// A fleet, and services of another process over it that remember tokens.
private struct CachedWorld: Sendable {
    let fleet: StockedFleet
    let services: Services
    let repository: HeldRepository
    let stopwatch: TestStopwatch

    func authenticate(_ token: String) async throws -> Principal {
        try await services.authentication.authenticate(token)
    }

    func createToken(expiresIn: Duration? = nil) async throws -> CreatedAccessToken {
        try await services.authentication.create(
            AccessTokenRequest(description: "ci", scopes: [.devicesRead], expiresIn: expiresIn), as: fleet.ada)
    }

    /// Both clocks.
    func advance(by duration: Duration) {
        fleet.clock.advance(by: duration)
        stopwatch.advance(by: duration)
    }
}

private func withCache(_ body: (CachedWorld) async throws -> Void) async throws {
    try await withFleet { fleet in
        let (repository, stopwatch) = (HeldRepository(fleet.services.repository), TestStopwatch())
        let services = Services(
            repository: repository, identifiers: .seeded(1), accessTokens: AccessTokenCache { stopwatch.now },
            logger: Logger(label: "test"))
        try await body(CachedWorld(fleet: fleet, services: services, repository: repository, stopwatch: stopwatch))
    }
}

private final class TestStopwatch: Sendable {
    private let instant = Mutex(ContinuousClock.now)

    var now: ContinuousClock.Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 += duration } }
}

/// A repository whose reads are answered when the test says so, and whose writes may be done without an answer.
private final class HeldRepository: Repository {
    private struct State {
        var reads = 0
        var holdsReads = false
        var losesAnswers = false
    }

    private let repository: any Repository
    private let state = Mutex(State())
    private let held = AsyncStream.makeStream(of: Void.self)
    private let released = AsyncStream.makeStream(of: Void.self)

    init(_ repository: any Repository) { self.repository = repository }

    var reads: Int { state.withLock { $0.reads } }
    /// Of the next one.
    var holdsReads: Bool {
        get { state.withLock { $0.holdsReads } }
        set { state.withLock { $0.holdsReads = newValue } }
    }
    var losesAnswers: Bool {
        get { state.withLock { $0.losesAnswers } }
        set { state.withLock { $0.losesAnswers = newValue } }
    }

    /// Until one has been done that is not answered yet.
    func waitForRead() async { for await _ in held.stream { return } }
    func release() { released.continuation.yield() }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        let isHeld = state.withLock { state in
            state.reads += 1
            defer { state.holdsReads = false }
            return state.holdsReads
        }
        let value = try await repository.read(body)
        if isHeld {
            held.continuation.yield()
            for await _ in released.stream { break }
        }
        return value
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        let value = try await repository.write(body)
        guard !losesAnswers else { throw SlipwayError.databaseUnavailable("the answer was lost") }
        return value
    }
}
