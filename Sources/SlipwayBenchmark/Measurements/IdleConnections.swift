import Foundation

/// What a connection takes on which nothing moves.
struct IdleConnections: BenchMeasurement {
    let name = "connections"
    let abstract = "memory of a server for each connection that is kept and idle"
    let tools: [BenchTool] = []

    private static let first = 100
    private static let further = 2_000

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let needed = Self.first + Self.further + OpenFiles.others
        guard OpenFiles.raiseLimit() >= needed else { throw LeftOut(reason: "needs \(needed) open files") }
        let (path, repository) = try world.emptyFile("connections.db")
        let fleet = try await WaitingFleet(of: 100, in: repository)
        let server = try LocalServer.slipway(path, in: world)
        var connections: [KeepAliveConnection] = []
        func open(_ count: Int) throws -> Int {
            for _ in 0..<count {
                let connection = try KeepAliveConnection(port: server.port, bufferBytes: 4_096)
                _ = try connection.ask(fleet.offers[connections.count % fleet.offers.count].check)
                connections.append(connection)
            }
            return try ProcessCost.residentMemory(of: server.program.id)
        }
        let before = try open(Self.first)
        let taken = try open(Self.further) - before
        return [
            BenchFigure(
                "memory of an idle connection", Double(taken) / Double(Self.further) / 1_024, "KiB",
                bound: .atMost(12))
        ]
    }
}
