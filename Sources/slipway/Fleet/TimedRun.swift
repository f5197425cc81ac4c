import Logging
import ServiceLifecycle

/// Runs services until the process is told to stop (TERM, INT or HUP), or a set time is over.
struct TimedRun {
    /// None: until told.
    let seconds: Double?
    let logger: Logger

    func run(_ services: [any Service]) async throws {
        var all = services.map {
            ServiceGroupConfiguration.ServiceConfiguration(
                service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        if let seconds {
            all.append(
                .init(service: Alarm(seconds: seconds), successTerminationBehavior: .gracefullyShutdownGroup))
        }
        var configuration = ServiceGroupConfiguration(services: all, logger: logger)
        configuration.gracefulShutdownSignals = [.sigterm, .sigint, .sighup]
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Ends after a time, and with it the group.
    private struct Alarm: Service {
        let seconds: Double

        func run() async throws {
            await cancelWhenGracefulShutdown {
                do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
            }
        }
    }
}
