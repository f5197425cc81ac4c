import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import SlipwayServices

/// The HTTP API on a socket; a graceful shutdown takes no more requests and finishes those it has.
package struct APIServer: Service {
    private let responder: APIResponder
    private let address: ListenAddress
    private let settings: APISettings
    private let logger: Logger
    private let began: @Sendable (_ port: Int) async -> Void

    /// - Parameter began: is told the port once the server listens.
    package init(
        services: Services, settings: APISettings, address: ListenAddress, logger: Logger,
        began: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        responder = APIResponder(services: services, settings: settings)
        self.address = address
        self.settings = settings
        self.logger = logger
        self.began = began
    }

    package func run() async throws {
        let channel = HTTP1Channel.Configuration(
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
