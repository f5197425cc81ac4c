import DeviceSimulator
import Foundation
import Logging
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Simulated devices over a live server, with the service's clock and their own in step.
@Suite struct SimulatedDevicesTests {
    @Test func `devices update over HTTP though their downloads break off`() async throws {
        try await withLiveServer { server in
            let fleet = server.world.fleet
            let (batch, _) = try await fleet.startBatch(of: 3)
            let devices = try await Self.devices(of: server, cutRate: 0.5)
            try await Self.play(devices, fleet, until: { $0.completed == 3 })
            #expect(try await fleet.batch(batch).status == .completed)
            #expect(try await fleet.rows(batch).map(\.session?.bytesTransferred) == [1_000, 1_000, 1_000])
            let metrics = try await server.world.send(.get, "/metrics").text
            #expect(!metrics.contains(#"updates/{session}/download",status="4"#))
        }
    }

    @Test func `a device that is made anew asks what it runs, and goes on from there`() async throws {
        try await withLiveServer { server in
            let fleet = server.world.fleet
            let (batch, sessions) = try await fleet.startBatch(of: 1)
            try await fleet.take(sessions[0], to: .flashed)
            let devices = try await Self.devices(of: server, cutRate: 0)
            try await Self.play(devices, fleet, until: { $0.completed == 1 })
            #expect(try await fleet.batch(batch).status == .completed)
        }
    }

    @Test func `a wrong token gets a device nowhere`() async throws {
        try await withLiveServer { server in
            let link = ServerLink(
                ServerAddress(host: "127.0.0.1", port: server.port), tokens: ["dev-001": "wrong"], seed: 1)
            let answer = try await link.answer(to: .check(runningVersion: "1.0.0"), of: "dev-001")
            #expect(answer == .refused(.invalidToken))
        }
    }

    @Test func `a server that is not there loses the call`() async throws {
        let link = ServerLink(ServerAddress(host: "127.0.0.1", port: 1), tokens: [:], seed: 1)
        #expect(try await link.answer(to: .check(runningVersion: "1.0.0"), of: "dev-001") == .lost)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", ServerAddress(host: "127.0.0.1", port: 8_080)),
        ("http://fleet.example/", ServerAddress(host: "fleet.example", port: 80)),
        ("http://[::1]:81", ServerAddress(host: "::1", port: 81)), ("https://fleet.example", nil),
        ("http://", nil), ("http://a:b", nil), ("http://a/b", nil), ("http://me:secret@a", nil), ("127.0.0.1:80", nil),
    ])
    func `a server is a host with a port and nothing else`(text: String, address: ServerAddress?) {
        #expect(ServerAddress(text) == address)
    }

    private static func devices(of server: LiveServer, cutRate: Double) async throws -> Fleet {
        var members: [FleetMember] = []
        for (index, device) in server.world.fleet.devices.enumerated() {
            members.append(
                FleetMember(deviceUID: device.deviceUID, token: try await server.world.deviceToken(index)))
        }
        let clock = server.world.fleet.clock
        return Fleet(
            of: members, on: ServerAddress(host: "127.0.0.1", port: server.port),
            profile: FleetProfile(seed: 3, rates: FleetRates(failure: 0, silence: 0, fallBack: 0)), cutRate: cutRate,
            clock: FleetClock(now: { clock.now }, sleep: { _ in }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// A second at a time, for at most ten minutes of theirs.
    private static func play(
        _ devices: Fleet, _ fleet: StockedFleet, until isOver: (FleetSummary) -> Bool
    ) async throws {
        for _ in 0..<600 {
            try await devices.step()
            if isOver(await devices.summary) { return }
            fleet.clock.advance(by: .seconds(1))
        }
        Issue.record("the devices did not come to an end: \(await devices.summary)")
    }
}
