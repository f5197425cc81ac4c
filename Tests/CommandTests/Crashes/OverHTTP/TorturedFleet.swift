import DeviceSimulator
import Foundation
import GRDB
import Logging
import SlipwayCore
import SlipwayServices
import TestSupport

/// Simulated devices that take a release over HTTP, through a proxy that cuts, from a server that is killed.
struct TorturedFleet: Sendable {
    /// How far the batches are, by their own counters.
    struct Figures: Hashable, Sendable {
        let downloading: Int
        let flashed: Int
        let final: Int
        let fellBack: Int
    }

    static let release = "2.0.0"
    static let profile = FleetProfile(seed: 20_261_125, failureRate: 0.12, silentRate: 0.05, fallBackRate: 0.04)

    let base: CrashedFleet
    let devices: Fleet
    let members: [FleetMember]
    /// One element after each step of the devices, the latest at least.
    let steps: AsyncStream<Void>
    private let file: DatabaseQueue

    init(_ base: CrashedFleet, deviceCount: Int, through proxy: CuttingProxy) throws {
        let (steps, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.base = base
        self.steps = steps
        file = try DatabaseQueue.patient(path: base.path)
        members = (0..<deviceCount).map { number in
            FleetMember(
                deviceUID: "gw-\(number)", token: base.tokens["gw-\(number)"] ?? "",
                hardwareVersion: CrashedFleet.hardwareVersion(ofDevice: number))
        }
        devices = Fleet(
            of: members, on: ServerAddress(host: "127.0.0.1", port: proxy.port), profile: Self.profile,
            pace: Self.pace, cutRate: 0.05,
            clock: FleetClock(now: CrashedFleet.wallClock) { duration in
                continuation.yield()
                try await Task.sleep(for: min(duration, .milliseconds(10)))
            },
            logger: Logger(label: "devices") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Each device in a batch, of which none has a device too many.
    func createBatches() async throws {
        for start in stride(from: 0, to: members.count, by: 500) {
            let uids = members[start..<min(start + 500, members.count)].map(\.deviceUID)
            _ = try await base.services.updates.createBatch(
                BatchRequest(
                    name: "torture \(start)", firmware: .version(Self.release), target: .devices(ids: [], uids: uids),
                    maximumInFlight: 500),
                as: base.operatorPrincipal)
        }
    }

    func figures() async throws -> Figures {
        try await file.read { connection in
            let sums = try Row.fetchOne(
                connection,
                sql: """
                    SELECT SUM(n_downloading) AS downloading, SUM(n_flashed) AS flashed,
                      SUM(n_succeeded + n_failed) AS final, SUM(n_fell_back) AS fell_back
                    FROM update_batches
                    """)
            return Figures(
                downloading: sums?["downloading"] ?? 0, flashed: sums?["flashed"] ?? 0, final: sums?["final"] ?? 0,
                fellBack: sums?["fell_back"] ?? 0)
        }
    }

    /// As the seed says, by uid.
    var expectedFates: [String: SeededFate] {
        Dictionary(
            uniqueKeysWithValues: members.map { member in
                (member.deviceUID, SeededFate(of: member, with: Self.release, in: Self.profile))
            })
    }

    /// As the database says, by uid.
    func fates() async throws -> [String: SeededFate] {
        try await file.read { connection in
            let rows = try Row.fetchAll(
                connection,
                sql: """
                    SELECT d.device_uid, s.update_status, s.failure_reason, bd.fell_back_at IS NOT NULL AS fell_back
                    FROM update_batch_devices AS bd
                    JOIN devices AS d ON d.id = bd.device_id
                    LEFT JOIN update_sessions AS s ON s.session_id = bd.update_session_id
                    """)
            return Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let state = UpdateSessionState(rawValue: row["update_status"] ?? "") ?? .initiated
                    return (
                        row["device_uid"],
                        SeededFate(state: state, reason: row["failure_reason"], fellBack: row["fell_back"])
                    )
                })
        }
    }

    /// Several reads each, and time enough to be killed in every part.
    private static let pace: FleetPace = {
        var pace = FleetPace()
        pace.pollInterval = .milliseconds(700)
        pace.checksPerSecond = 1_000
        pace.preparation = .milliseconds(20)...(.milliseconds(400))
        pace.download = .milliseconds(300)...(.milliseconds(1_500))
        pace.chunkInterval = .milliseconds(100)
        pace.flashing = .milliseconds(100)...(.milliseconds(900))
        pace.reboot = .milliseconds(200)...(.milliseconds(1_500))
        return pace
    }()
}
