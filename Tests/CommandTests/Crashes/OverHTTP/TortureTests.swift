import Foundation
import Testing

/// Devices over HTTP whose connections are cut at random, from a server that is killed while they download and flash.
///
/// `SLIPWAY_TORTURE_DEVICES` and `SLIPWAY_TORTURE_KILLS` make it larger; `SLIPWAY_TORTURE_TABLE` names a file for what
/// came of it.
@Suite("Tortured over HTTP", .serialized)
struct TortureTests {
    @Test(.timeLimit(.minutes(15)))
    func `every device ends as its seed says, and none begins a download again`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let count = environment["SLIPWAY_TORTURE_DEVICES"].flatMap { Int($0) } ?? 60
        let kills = environment["SLIPWAY_TORTURE_KILLS"].flatMap { Int($0) } ?? 1
        try await CrashedFleet.with(deviceCount: count) { base in
            try await CuttingProxy.with(seed: 7) { proxy in
                let fleet = try TorturedFleet(base, deviceCount: count, through: proxy)
                try await fleet.createBatches()
                let report = try await Self.torture(fleet, proxy, kills: kills)
                let (expected, seen) = (fleet.expectedFates, try await fleet.fates())
                let others = expected.filter { seen[$0.key] != $0.value }.map { uid, fate in
                    "\(uid): \(fate), and not \(seen[uid]?.description ?? "")"
                }
                #expect(others.sorted() == [])
                #expect(proxy.ledger.record.begunAgain == 0)
                #expect(report.begunAgain == 0)
                #expect(proxy.ledger.record.cuts > count / 2)
                let damage = try base.damage(deviceCount: count)
                #expect(damage == [])
                if let path = environment["SLIPWAY_TORTURE_TABLE"] {
                    try report.table(expected, proxy.ledger.record, others: others.count, damage: damage)
                        .write(toFile: path, atomically: true, encoding: .utf8)
                }
            }
        }
    }

    private static func torture(_ fleet: TorturedFleet, _ proxy: CuttingProxy, kills: Int) async throws -> TortureReport
    {
        let expected = fleet.expectedFates.values
        let silent = expected.count { $0.isSilent }
        let fallBacks = expected.count { $0.isFallBack }
        var report = TortureReport()
        var server = try await ServerProcess.start(on: fleet.base.path)
        defer { server.kill() }
        proxy.ledger.setServerPort(server.port)
        let playing = Task { try await fleet.devices.run() }
        defer { playing.cancel() }
        for await _ in fleet.steps {
            let figures = try await fleet.figures()
            let share = fleet.members.count * (report.kills.count + 1) / (kills + 2)
            if report.kills.count < kills {
                guard figures.final >= share / 2, figures.downloading > 0, figures.flashed > silent else { continue }
                report.figure += try await server.figureOfBegunAgain()
                report.kills.append(try await fleet.figures())
                server.kill()
                report.begunAgain += try await server.begunAgain()
                server = try await ServerProcess.start(on: fleet.base.path)
                proxy.ledger.setServerPort(server.port)
            } else if figures.final == expected.count - silent, figures.fellBack == fallBacks,
                await fleet.devices.summary.silent == silent
            {
                break
            }
        }
        report.summary = await fleet.devices.summary.description
        report.figure += try await server.figureOfBegunAgain()
        server.kill()
        report.begunAgain += try await server.begunAgain()
        return report
    }
}
