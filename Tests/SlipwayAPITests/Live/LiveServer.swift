import Foundation
import Logging
import ServiceLifecycle
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport

/// The API on a port of this machine.
struct LiveServer: Sendable {
    let world: APIWorld
    let port: Int
    private let group: ServiceGroup

    fileprivate init(world: APIWorld, port: Int, group: ServiceGroup) {
        self.world = world
        self.port = port
        self.group = group
    }

    func connect() async throws -> RawConnection { try await RawConnection(port: port) }

    /// Returns at once; requests that are under way go on.
    func beginShutdown() async { await group.triggerGracefulShutdown() }
}

/// A server over a fleet, for as long as `body` runs; then it is shut down in good order.
func withLiveServer(
    services settings: ServiceSettings = ServiceSettings(), api: APISettings = APISettings(),
    _ body: @escaping @Sendable (LiveServer) async throws -> Void
) async throws {
    try await withAPI(services: settings, api: api) { try await withLiveServer(over: $0, api: api, body) }
}

/// The same over a fleet that is there already.
func withLiveServer(
    over world: APIWorld, api: APISettings, _ body: @escaping @Sendable (LiveServer) async throws -> Void
) async throws {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    guard let address = ListenAddress("127.0.0.1:0") else { return }
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let server = APIServer(services: world.fleet.services, settings: api, address: address, logger: logger) {
        continuation.yield($0)
    }
    let group = ServiceGroup(services: [server], gracefulShutdownSignals: [], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        for await port in ports {
            try await body(LiveServer(world: world, port: port, group: group))
            break
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}
