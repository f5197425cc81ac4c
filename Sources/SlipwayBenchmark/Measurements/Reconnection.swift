import Foundation

/// A fleet that comes back at once, as after an outage of the network.
struct Reconnection: BenchMeasurement {
    let name = "reconnect"
    let abstract = "20,000 connections in 30 s that check and are kept, beside the same on a quiet server"
    let tools: [BenchTool] = []

    private static let connections = 20_000
    private static let fewest = 15_000
    private static let time = Duration.seconds(30)
    private static let quietConnections = 300
    private static let quietPause = Duration.milliseconds(10)

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let allowed = OpenFiles.raiseLimit() - OpenFiles.others
        guard allowed >= Self.fewest else {
            throw LeftOut(reason: "needs \(Self.connections + OpenFiles.others) open files (ulimit -n)")
        }
        let count = min(Self.connections, allowed)
        let (path, repository) = try world.emptyFile("reconnection.db")
        let fleet = try await WaitingFleet(of: 500, in: repository)
        let checks = fleet.offers.map(\.check)
        let server = try LocalServer.slipway(path, ["--connections", "\(count)", "--downloads", "1"], in: world)
        // Closed again, for all of them together are more than may be open.
        let quiet = try Arrivals(Self.quietConnections, every: Self.quietPause, at: server, checks).times.median
        let all = try Arrivals(count, every: Self.time / count, at: server, checks)
        let memory = try ProcessCost.residentMemory(of: server.program.id)
        let name = "reconnect of \(count) in \(Self.time / .seconds(1)) s"
        return [
            BenchFigure("\(name), refused", Double(all.refused), "answers", bound: .atMost(0)),
            BenchFigure(
                "\(name), p99", all.times.slow, "ms", beside: .init(name: "quiet p50", value: quiet),
                bound: .atMost(5)),
            BenchFigure("\(name), memory", Double(memory) / 1_048_576, "MiB", bound: .atMost(300)),
        ]
    }
}

/// Connections that were made one after the other, each when it was due and whatever the others wait for.
private struct Arrivals {
    /// From when it was due to its answer.
    private(set) var times: [Duration] = []
    private(set) var refused = 0
    private var waiting: [(due: ContinuousClock.Instant, connection: KeepAliveConnection)] = []
    private var answered: [KeepAliveConnection] = []

    /// As many are looked at for an answer, the oldest first.
    private static let watched = 64

    init(_ count: Int, every pause: Duration, at server: LocalServer, _ requests: [[UInt8]]) throws {
        let start = ContinuousClock.now
        for number in 0..<count {
            let due = start + pause * number
            repeat { try takeAnswers(until: due) } while .now < due
            let connection = try KeepAliveConnection(port: server.port, bufferBytes: 4_096)
            try connection.send(requests[number % requests.count])
            waiting.append((due, connection))
        }
        while !waiting.isEmpty { try takeAnswers(until: .now + .milliseconds(100)) }
    }

    private mutating func takeAnswers(until deadline: ContinuousClock.Instant) throws {
        let watched = waiting.prefix(Self.watched).map(\.connection)
        for index in KeepAliveConnection.answered(among: watched, until: deadline).reversed() {
            let (due, connection) = waiting.remove(at: index)
            if try connection.receive().status != 200 { refused += 1 }
            times.append(.now - due)
            answered.append(connection)
        }
    }
}
