/// How long the dashboard takes from its start to its first data.
struct FirstPaint: BenchMeasurement {
    let name = "paint"
    let abstract = "the first data of the dashboard at 80x24, beside the first paint of a program in C with ncurses"
    let tools: [BenchTool] = [.compiler]

    private static let rounds = 15
    /// What the names of rollouts begin with, here and there.
    static let data = "wave "

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let dashboard = try await Dashboard(in: world)
        let reference = try ReferenceProgram.screen.built(in: world)
        var (ours, theirs): ([Duration], [Duration]) = ([], [])
        for _ in 0..<Self.rounds {
            ours.append(try dashboard.open().wait(for: Self.data).time)
            let floor = try TerminalProgram(reference, [], environment: world.environment)
            theirs.append(try floor.wait(for: Self.data).time)
        }
        return [
            BenchFigure(
                "first data at 80x24, \(world.devices) devices", ours.median, "ms",
                beside: .init(name: "C program", value: theirs.median), bound: .atMost(12))
        ]
    }
}

/// The dashboard over the fleet of a world.
struct Dashboard {
    private let world: BenchWorld
    private let file: String

    init(in world: BenchWorld) async throws {
        self.world = world
        file = try await world.fleetFile()
    }

    /// - Parameter interval: seconds between two polls.
    func open(interval: Int = 60) throws -> TerminalProgram {
        let arguments = ["dashboard", "--read-only", "--interval", "\(interval)", "--database", file]
        return try TerminalProgram(world.slipway, arguments, environment: world.environment)
    }

    /// The same, once it shows data and nothing more comes.
    func openSettled(interval: Int = 60) throws -> TerminalProgram {
        let terminal = try open(interval: interval)
        _ = try terminal.wait(for: FirstPaint.data)
        try terminal.rest(for: .milliseconds(500))
        return terminal
    }
}
