/// How long a command takes from its start to its end.
struct CommandStarts: BenchMeasurement {
    let name = "starts"
    let abstract = "--version and status, beside programs in C that print the same"
    let tools: [BenchTool] = [.compiler]

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
        let (ours, theirs) = try StartComparison(
            program: world.slipway, arguments: arguments, reference: reference.built(in: world),
            referenceArguments: theirArguments
        ).medians(in: world)
        return BenchFigure(what, ours, "ms", beside: .init(name: "C program", value: theirs), bound: bound)
    }
}
