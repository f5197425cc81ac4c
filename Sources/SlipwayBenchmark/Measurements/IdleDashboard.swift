/// What a dashboard takes while nothing happens.
struct IdleDashboard: BenchMeasurement {
    let name = "idle"
    let abstract = "CPU and bytes of a dashboard over which nothing happens"
    let tools: [BenchTool] = []

    private static let sample = Duration.seconds(10)
    private static let samples = 2

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let terminal = try await Dashboard(in: world).openSettled(interval: 1)
        var found: [(cpu: Duration, bytes: Int)] = []
        // The clock's minute may fall into one sample, and into no second one.
        for _ in 0..<Self.samples {
            let before = try ProcessCost.cpu(of: terminal.program.id)
            let bytes = try terminal.listen(for: Self.sample)
            found.append((try ProcessCost.cpu(of: terminal.program.id) - before, bytes))
        }
        let cpu = found.map { $0.cpu / Self.sample * 60 }.reduce(0, +) / Double(Self.samples)
        return [
            BenchFigure("idle dashboard, CPU a minute", cpu, "s", bound: .atMost(0.1)),
            BenchFigure("idle dashboard, bytes", Double(found.map(\.bytes).min() ?? 0), "B", bound: .atMost(0)),
        ]
    }
}
