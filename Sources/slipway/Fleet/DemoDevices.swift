import DeviceSimulator
import Logging
import ServiceLifecycle
import SlipwayCore

/// The devices of the demonstration, which speak HTTP from the moment on in which the server listens.
struct DemoDevices: Service {
    let demo: DemoFleet
    let members: [FleetMember]
    let ports: AsyncStream<Int>
    let clock: FleetClock
    let logger: Logger
    /// Is told where the server is.
    let began: @Sendable (ServerAddress) -> Void

    func run() async throws {
        guard let port = await firstPort() else { return }
        let server = ServerAddress(host: "127.0.0.1", port: port)
        began(server)
        try await Fleet(
            of: members, on: server, profile: demo.profile, pace: DemoFleet.pace, clock: clock, logger: logger
        ).run()
    }

    /// None where the demonstration ends before its server has begun.
    private func firstPort() async -> Int? {
        await cancelWhenGracefulShutdown { await ports.first { _ in true } }
    }
}
