import Foundation

/// What a device's question for an update takes.
struct DeviceChecks: BenchMeasurement {
    let name = "checks"
    let abstract = "CPU of a server over SQLite for a device's check, beside nginx with a file of the same size"
    let tools: [BenchTool] = [.nginx]

    private static let devices = 500
    private static let rounds = 5
    private static let perRound = 4_000
    private static let connections = 8

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let (path, repository) = try world.emptyFile("checks.db")
        let fleet = try await WaitingFleet(of: Self.devices, in: repository)
        let server = try LocalServer.slipway(path, in: world)
        let size = try KeepAliveConnection(port: server.port).ask(fleet.offers[0].check).bodyBytes
        let nginx = try LocalServer.nginx(try files(of: size, in: world), in: world)
        let checks = (0..<Self.perRound).map { fleet.offers[$0 % fleet.offers.count].check }
        let reads = Array(repeating: KeepAliveLoad.request("GET", "/file"), count: Self.perRound)
        let ours = try KeepAliveLoad(port: server.port, connections: Self.connections)
        let theirs = try KeepAliveLoad(port: nginx.port, connections: Self.connections)
        try ours.send(checks)
        try theirs.send(reads)
        var (cpu, reference) = (0.0, 0.0)
        for _ in 0..<Self.rounds {
            cpu += try server.cpu(perEachOf: Self.perRound * Self.rounds) { try ours.send(checks) }
            reference += try nginx.cpu(perEachOf: Self.perRound * Self.rounds) { try theirs.send(reads) }
        }
        return [
            BenchFigure(
                "device check on SQLite, CPU", cpu, "µs", beside: .init(name: "nginx, static file", value: reference),
                bound: .atMost(8)),
            BenchFigure(
                "device check on SQLite, context switches", try switches(of: server, checks), "",
                bound: .atMost(2)),
        ]
    }

    /// With one request at a time, so that none is answered along with another. The fewest, for the load of the machine
    /// adds to them.
    private func switches(of server: LocalServer, _ checks: [[UInt8]]) throws -> Double {
        let load = try KeepAliveLoad(port: server.port, connections: 1)
        let counts = try (0..<Self.rounds).map { _ in
            let before = try ProcessCost.switches(of: server.program.id)
            try load.send(checks)
            return try ProcessCost.switches(of: server.program.id) - before
        }
        return Double(counts.min() ?? 0) / Double(checks.count)
    }

    private func files(of size: Int, in world: BenchWorld) throws -> String {
        let folder = world.folder.appending(path: "check-files")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(repeating: UInt8(ascii: "x"), count: size).write(to: folder.appending(path: "file"))
        return folder.path
    }
}
