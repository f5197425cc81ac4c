import Logging
import ServiceLifecycle
import SlipwayCore

/// Discards the bytes of firmware imports that never ended.
package struct UploadCleanup: Service {
    private static let pageSize = 100

    private let services: Services
    private let loop: BackgroundLoop

    /// - Parameter worker: whose process this is; nothing is claimed, since discarding twice does no harm.
    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        loop = BackgroundLoop(
            name: "the upload cleanup of \(worker)", pause: .seconds(60), logger: logger ?? services.logger,
            outages: services.outages, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await step() }
    }

    /// - Returns: whether there may be more to discard.
    package func step() async throws -> Bool {
        let patience = services.settings.uploadPatience
        let discarded = try await services.repository.write { transaction in
            try transaction.discardUploads(idleSince: transaction.now - patience, limit: Self.pageSize)
        }
        return discarded == Self.pageSize
    }
}
