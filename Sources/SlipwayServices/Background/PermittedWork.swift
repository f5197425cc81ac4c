import Logging
import ServiceLifecycle
import SlipwayCore

/// Background work that begins once the database lets this process do it: not before a standby is promoted, nor for a
/// user who may only read.
struct PermittedWork: Service {
    private static let pause = Duration.seconds(1)

    private let work: [any Service]
    private let updates: UpdateService
    private let logger: Logger
    private let sleep: BackgroundLoop.Sleep

    init(
        _ work: [any Service], services: Services, logger: Logger,
        sleep: @escaping BackgroundLoop.Sleep = BackgroundLoop.sleep
    ) {
        self.work = work
        updates = services.updates
        self.logger = logger
        self.sleep = sleep
    }

    func run() async throws {
        guard await isPermitted() else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in work { group.addTask { try await service.run() } }
            try await group.waitForAll()
        }
    }

    /// - Returns: false where it was told to end before.
    private func isPermitted() async -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await waitForPermission() }
            return true
        } catch {
            return false
        }
    }

    /// What is logged is the change, not every repetition.
    private func waitForPermission() async throws {
        var told: String?
        while true {
            let obstacle = await obstacle
            guard let obstacle else { return }
            try Task.checkCancellation()
            if obstacle != told { logger.warning("no background work: \(obstacle)") }
            told = obstacle
            try await sleep(Self.pause)
        }
    }

    private var obstacle: String? {
        get async {
            do {
                switch try await updates.access() {
                case .full: return nil
                case .operating, .reading: return "the user of the database may not do it; it is the owner's"
                case .closed: return "the database takes no changes"
                }
            } catch {
                return "\(error)"
            }
        }
    }
}
