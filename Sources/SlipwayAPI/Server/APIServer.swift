import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SlipwayCore
import SlipwayServices

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The HTTP API on a socket.
///
/// A graceful shutdown says so on `/ready`, then takes no more requests and finishes those it has, and at last cuts what
/// its clients do not let it finish.
package struct APIServer: Service {
    private let responder: APIResponder
    private let address: ListenAddress
    private let settings: APISettings
    private let logger: Logger
    private let began: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - probe: answers whether the database does, on a repository that waits for nothing long.
    ///   - began: is told the port once the server listens.
    package init(
        services: Services, probe: Services? = nil, settings: APISettings, address: ListenAddress, logger: Logger,
        began: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        responder = APIResponder(services: services, probe: probe, settings: settings)
        self.address = address
        self.settings = settings
        self.logger = logger
        self.began = began
    }

    /// - Throws: REQUEST_001 where the address cannot be listened on.
    package func run() async throws {
        do {
            try await serve()
        } catch let error as IOError {
            throw SlipwayError.invalidRequest([FieldFault(field: "listen", fault: text(for: error))])
        }
    }

    private func text(for error: IOError) -> String {
        let name = "\(address.host):\(address.port)"
        switch error.errnoCode {
        case EADDRINUSE: return "\(name) is in use already; --listen takes another"
        case EADDRNOTAVAIL: return "\(name) is not an address of this machine"
        case EACCES: return "\(name) is not allowed to this user"
        default: return "\(name) cannot be listened on, error \(error.errnoCode)"
        }
    }

    private func serve() async throws {
        let (metrics, began, logger) = (responder.metrics, began, logger)
        let connections = OpenConnections(limit: settings.connections) { metrics.countEvictedConnection() }
        let serving = RequestServing(responder, settings, connections: connections, logger: logger)
        let server = RequestChannel(serving: serving, settings: settings).server(
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port),
                // A fleet that has lost its server comes back at once.
                backlog: 4_096,
                // What is evicted takes a moment to end.
                availableConnectionsDelegate: .maximum(settings.connections + 64, logger: logger)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.info("listening", metadata: ["port": "\(port)"])
                await began(port)
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [server], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await Self.run(group)
                try await connections.waitForEnd()
            }
            tasks.addTask {
                try await stop(group)
                connections.cutAll()
                try await connections.waitForEnd()
            }
            defer {
                tasks.cancelAll()
                connections.cutAll()
            }
            try await tasks.next()
        }
    }

    /// Out of sight of the shutdown of this process, which would end it at once.
    private static func run(_ group: ServiceGroup) async throws {
        let serving = Task.detached { try await group.run() }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            serving.cancel()
        }
    }

    private func stop(_ group: ServiceGroup) async throws {
        try await gracefulShutdown()
        responder.state.beginDraining()
        try await Task.sleep(for: settings.drainTime)
        await group.triggerGracefulShutdown()
        responder.state.stopListening()
        try await Task.sleep(for: settings.stoppingPatience)
    }
}
