import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import SlipwayCore
import SlipwayServices

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The HTTP API on a socket; a graceful shutdown takes no more requests and finishes those it has.
package struct APIServer: Service {
    private let responder: APIResponder
    private let address: ListenAddress
    private let settings: APISettings
    private let logger: Logger
    private let began: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - probe: for whoever asks whether the database answers, on a repository that waits for nothing long.
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
            throw SlipwayError.invalidRequest([FieldFault(field: "listen", fault: words(for: error))])
        }
    }

    private func words(for error: IOError) -> String {
        let name = "\(address.host):\(address.port)"
        switch error.errnoCode {
        case EADDRINUSE: return "\(name) is in use already; --listen takes another"
        case EADDRNOTAVAIL: return "\(name) is no address of this machine"
        case EACCES: return "\(name) is not allowed to this user"
        default: return "\(name) cannot be listened on, error \(error.errnoCode)"
        }
    }

    private func serve() async throws {
        let settings = settings
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [SendingLimits(settings)],
            idleTimeout: .seconds(Int64(settings.idleTimeout.components.seconds)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: settings.headerLimit, maxHeaderListSize: settings.headerLimit,
                maxHeaderFieldCount: 100))
        let (began, logger) = (began, logger)
        try await Application(
            responder: responder, server: .http1(configuration: channel),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: .maximum(settings.connections, logger: logger)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                logger.info("listening", metadata: ["port": "\(port)"])
                await began(port)
            },
            logger: logger
        ).run()
    }
}
