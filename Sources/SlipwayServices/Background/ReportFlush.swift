import Logging
import ServiceLifecycle
import SlipwayCore

/// Writes the collected reports of devices and the last use of tokens every five seconds, and once more before it ends.
package struct ReportFlush: Service {
    private let reports: DeviceReportBuffer
    private let accesses: TokenAccessBuffer
    private let logger: Logger
    private let loop: BackgroundLoop

    package init(services: Services, logger: Logger? = nil) {
        self.init(services: services, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        reports = services.reports
        accesses = services.authentication.accesses
        self.logger = logger ?? services.logger
        loop = BackgroundLoop(
            name: .reportFlush, pause: .seconds(5), logger: self.logger, outages: services.outages,
            figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await step() }
        do {
            _ = try await step()
        } catch {
            logger.warning("the last device reports were not written: \(error)")
        }
    }

    /// Always false: the next flush waits its time, however many reports there are.
    package func step() async throws -> Bool {
        for unwritten in try await reports.flush() {
            loop.report(unwritten.error, on: "the reports of device \(unwritten.device)")
        }
        for unwritten in try await accesses.flush() {
            loop.report(unwritten.error, on: "the use of access token \(unwritten.token)")
        }
        return false
    }
}
