import Logging
import ServiceLifecycle
import SlipwayCore

/// Discards the bytes of firmware imports that never ended.
package struct UploadCleanup: Service {
    /// Uploads at a time, and pieces of one.
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
            name: .uploadCleanup, pause: .seconds(60), logger: logger ?? services.logger,
            outages: services.outages, figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await step() }
    }

    /// An upload that cannot be discarded keeps no other from it.
    ///
    /// - Returns: whether there may be more to discard.
    package func step() async throws -> Bool {
        let patience = services.settings.uploadPatience
        var (isMore, last): (Bool, String?) = (false, nil)
        while true {
            let after = last
            let page = try await services.repository.read { reader in
                try reader.idleUploads(since: reader.now - patience, after: after, limit: Self.pageSize)
            }
            for sha256 in page {
                do {
                    let removed = try await services.repository.write { transaction in
                        try transaction.discardUpload(
                            ofSHA256: sha256, idleSince: transaction.now - patience, limit: Self.pageSize)
                    }
                    if removed == Self.pageSize { isMore = true }
                } catch let error where Isolation.concernsRecords(error) {
                    loop.report(error, on: "the upload of \(sha256)")
                }
            }
            guard page.count == Self.pageSize else { return isMore }
            last = page.last
        }
    }
}
