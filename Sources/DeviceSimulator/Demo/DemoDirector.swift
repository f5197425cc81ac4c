import Logging
import ServiceLifecycle
import SlipwayCore
import SlipwayServices

/// Starts a new rollout every so often, so that there is something to look at however long one looks.
package actor DemoDirector: Service {
    private let services: Services
    private let clock: FleetClock
    private let logger: Logger
    private let seed: UInt64
    private var generator: SeededGenerator
    private var number = 0
    private var dueAt: Timestamp?

    package init(fleet: DemoFleet, services: Services, clock: FleetClock, logger: Logger) {
        self.services = services
        self.clock = clock
        self.logger = logger
        seed = fleet.seed
        generator = SeededGenerator(seed: fleet.seed, path: "director")
    }

    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while !Task.isCancelled {
                    await self.beat()
                    try await self.clock.sleep(.seconds(1))
                }
            }
        } catch is CancellationError {
            logger.debug("the demo's director stops")
        }
    }

    /// - Returns: whether a rollout was created.
    @discardableResult
    package func step() async throws -> Bool {
        let now = clock.now()
        guard let dueAt else {
            self.dueAt = now + Self.firstPause
            return false
        }
        guard now >= dueAt else { return false }
        self.dueAt = now + generator.duration(in: Self.pause)
        let home = try await services.updates.home(as: DemoFleet.principal, endedLimit: 1)
        let open = home.rollouts.count { !$0.summary.rollout.status.isFinal }
        guard open < Self.mostOpenRollouts else { return false }
        return try await createRollout()
    }

    private func beat() async {
        do {
            try await step()
        } catch {
            // The next one comes anyway; the background loops report what is wrong with the database.
            logger.debug("no rollout was created", metadata: ["error": "\(error)"])
        }
    }

    private func createRollout() async throws -> Bool {
        let organizations = DemoOrganization.all
        let releases = DemoRelease.recurring
        let organization = organizations[Int(generator.next() % UInt64(organizations.count))]
        let release = releases[Int(generator.next() % UInt64(releases.count))]
        let share = 0.1 + 0.25 * generator.fraction()
        number += 1
        let devices = try await devices(of: organization, share: share)
        guard !devices.isEmpty else { return false }
        do {
            let created = try await services.updates.createBatch(
                BatchRequest(
                    name: "\(release.version) to \(organization.name), part \(number)",
                    firmware: .version(release.version), target: .devices(ids: devices, uids: []),
                    maximumInFlight: 40, requestID: "demo-\(seed)-\(number)", leavesOutCurrent: true),
                as: DemoFleet.principal)
            return !created.wasRepeat
        } catch SlipwayError.noValidDevices {
            return false
        }
    }

    private func devices(of organization: DemoOrganization, share: Double) async throws -> [Device.ID] {
        let found = try await services.organizations.organization(
            named: organization.name, as: DemoFleet.principal)
        let reader = Principal.operator(DemoFleet.principal.name, organization: .one(found.id))
        let page = try await services.devices.page(of: DeviceQuery(), at: .first, limit: 1_000, as: reader).rows
        let count = min(max(1, Int(Double(page.count) * share)), services.settings.batchDeviceLimit)
        return page.shuffled(using: &generator).prefix(count).map(\.id)
    }

    private static let firstPause: Duration = .seconds(20)
    private static let pause: ClosedRange<Duration> = .seconds(25)...(.seconds(55))
    private static let mostOpenRollouts = 10
}
