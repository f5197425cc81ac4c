import Logging
import ServiceLifecycle
import SlipwayCore

/// Removes what is older than the installation keeps: telemetry, and events where it does not keep them for ever.
///
/// Any number of processes may run it: removing twice does no harm.
package struct RetentionLoop: Service {
    static let pageSize = 1_000

    private let services: Services
    private let loop: BackgroundLoop

    package init(services: Services, logger: Logger? = nil) {
        self.init(services: services, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        loop = BackgroundLoop(
            name: "the retention", pause: .seconds(60), logger: logger ?? services.logger,
            outages: services.outages, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await step() }
    }

    /// At most a thousand rows of each kind; a step without anything due writes nothing.
    ///
    /// - Returns: whether there may be more to remove.
    package func step() async throws -> Bool {
        let (telemetryTime, eventTime) = (services.settings.telemetryRetention, services.settings.eventRetention)
        let isDue = try await services.repository.read { reader in
            if try reader.hasTelemetry(olderThan: reader.now - telemetryTime) { return true }
            guard let eventTime else { return false }
            return try reader.hasEvents(olderThan: reader.now - eventTime)
        }
        guard isDue else { return false }
        return try await services.repository.write { transaction in
            let now = transaction.now
            let messages = try transaction.deleteTelemetry(olderThan: now - telemetryTime, limit: Self.pageSize)
            let events =
                try eventTime.map { try transaction.deleteEvents(olderThan: now - $0, limit: Self.pageSize) } ?? 0
            return messages == Self.pageSize || events == Self.pageSize
        }
    }
}
