import Logging
import SlipwayCore
import SlipwayServices

/// How long a large rollout takes to be ready and to be stopped, and how long devices wait meanwhile.
struct Settling: BenchMeasurement {
    let name = "settling"
    let abstract = "100,000 devices settled for a rollout and stopped, and the reports of other devices beside it"
    let tools: [BenchTool] = TrialDatabase.Kind.postgres.tools

    private static let devices = 100_000
    private static let reporting = 8

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        var figures: [BenchFigure] = []
        for kind in TrialDatabase.Kind.allCases {
            let database = try await TrialDatabase(kind, in: world)
            let fleet = try await WaitingFleet(of: Self.reporting, in: database.repository)
            let request = try await Self.request(in: fleet.services)
            for offer in fleet.offers { try await Self.begin(offer, in: fleet) }
            let (ready, stopped, waits) = try await Self.settle(request, beside: fleet)
            let title = kind == .sqlite ? "SQLite" : "PostgreSQL"
            // What a shared server takes for it is promised nowhere.
            if kind == .sqlite {
                figures.append(
                    BenchFigure(
                        "\(Self.devices) devices settled, \(title)", ready / .seconds(1), "s", bound: .atMost(1)))
            }
            figures += [
                BenchFigure("their stop, \(title)", stopped / .seconds(1), "s", bound: .atMost(1)),
                BenchFigure(
                    "longest wait of \(waits.count) reports, \(title)",
                    (waits.max() ?? .zero) / .milliseconds(1), "ms", bound: .atMost(100)),
            ]
            withExtendedLifetime(database) {}
        }
        return figures
    }

    /// Registers the devices.
    private static func request(in services: Services) async throws -> RolloutRequest {
        let organization = try await services.organizations.create(
            NewOrganization(name: "settled", environment: .staging, deviceLimit: devices), as: WaitingFleet.actor)
        let step = services.settings.registrationLimit
        for first in stride(from: 0, to: devices, by: step) {
            let entries = (first..<min(first + step, devices)).map { number in
                RegistrationEntry(
                    deviceUID: "settled-\(number)", organizationID: organization.id,
                    hardwareVersion: "rev-\(number % 5)")
            }
            _ = try await services.devices.register(entries, as: WaitingFleet.actor)
        }
        return RolloutRequest(
            name: "settled", firmware: .version("2.0.0"), target: .organization(organization.name),
            waves: [WavePlan(size: .count(1_000)), WavePlan(size: .share(1))], maximumInFlight: 1_000)
    }

    private static func begin(_ offer: WaitingFleet.Offer, in fleet: WaitingFleet) async throws {
        let device = Principal.device(offer.deviceUID)
        _ = try await fleet.services.updates.acknowledge(offer.session, as: device)
        _ = try await fleet.services.updates.readBytes(offer.session, offset: 0, size: 1, as: device)
    }

    /// - Returns: how long it took, how long the stop took after it, and how long each report.
    private static func settle(
        _ request: RolloutRequest, beside fleet: WaitingFleet
    ) async throws -> (ready: Duration, stopped: Duration, waits: [Duration]) {
        let services = fleet.services
        return try await withThrowingTaskGroup(of: [Duration].self) { devices in
            for offer in fleet.offers {
                devices.addTask {
                    let device = Principal.device(offer.deviceUID)
                    var waits: [Duration] = []
                    while !Task.isCancelled {
                        let percent = waits.count % 100
                        do {
                            waits.append(
                                try await ContinuousClock().measure {
                                    _ = try await services.updates.progress(
                                        offer.session, percent: percent, bytes: 1, as: device)
                                })
                        } catch  where Task.isCancelled {
                            break
                        }
                        await Task.yield()
                    }
                    return waits
                }
            }
            let (rollouts, actor) = (services.rollouts, WaitingFleet.actor)
            let conductor = RolloutConductor(services: services, worker: "benchmark")
            let clock = ContinuousClock()
            let began = clock.now
            let rollout = try await rollouts.create(request, as: actor).rollout.id
            while try await rollouts.rollout(rollout, as: actor).targets?.isFrozen != true {
                _ = try await conductor.step()
            }
            let ready = clock.now - began
            let stopped = try await clock.measure { _ = try await rollouts.pause(rollout, reason: "look", as: actor) }
            devices.cancelAll()
            return (ready, stopped, try await devices.reduce(into: []) { $0 += $1 })
        }
    }
}
