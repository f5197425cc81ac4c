/// How long a command takes from its start to its end.
struct CommandStarts: BenchMeasurement {
    let name = "starts"
    let abstract = "--version and status, beside programs in C that print the same"
    let tools: [BenchTool] = [.compiler]

    private static let rounds = 30

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let file = try await world.fleetFile()
        let version = try figure(
            "--version", ["--version"], beside: .version, [], bound: .atMost(5), in: world)
        let status = try figure(
            "status", ["status", "--database", file], beside: .status, [file], bound: .atMost(4), in: world)
        return [version, status]
    }

    private func figure(
        _ what: String, _ arguments: [String], beside reference: ReferenceProgram, _ theirArguments: [String],
        bound: BenchBound, in world: BenchWorld
    ) throws -> BenchFigure {
        let program = try reference.built(in: world)
        var (ours, theirs): ([Duration], [Duration]) = ([], [])
        for _ in 0..<Self.rounds {
            ours.append(try time(world.slipway, arguments, in: world))
            theirs.append(try time(program, theirArguments, in: world))
        }
        return BenchFigure(
            what, ours.median, "ms", beside: .init(name: "C program", value: theirs.median), bound: bound)
    }

    private func time(_ program: String, _ arguments: [String], in world: BenchWorld) throws -> Duration {
        let start = ContinuousClock.now
        let status = try RunningProgram(program, arguments, environment: world.environment).waitUntilEnded()
        if status != 0 { throw SystemFault(saying: "\(program) ended with \(status)") }
        return .now - start
    }
}
