/// How long the dashboard takes to answer a key.
struct KeyAnswers: BenchMeasurement {
    let name = "keys"
    let abstract = "from a key to its first byte, beside a program in C with ncurses, and from opening screens to data"
    let tools: [BenchTool] = [.compiler]

    private static let rounds = 200
    private static let openings = 15
    private static let tabs = 6
    /// Until the next key: what comes of one has come by then.
    private static let breath = Duration.milliseconds(10)

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let terminal = try await Dashboard(in: world).openSettled()
        let reference = try TerminalProgram(
            ReferenceProgram.screen.built(in: world), [], environment: world.environment)
        _ = try reference.wait(for: FirstPaint.data)
        try reference.rest()
        var (ours, theirs): ([Duration], [Duration]) = ([], [])
        var cpu = Duration.zero
        for round in 0..<Self.rounds {
            let key = round.isMultiple(of: 2) ? "j" : "k"
            let before = try ProcessCost.cpu(of: terminal.program.id)
            ours.append(try terminal.answer(to: key))
            try terminal.rest(for: Self.breath)
            cpu += try ProcessCost.cpu(of: terminal.program.id) - before
            theirs.append(try reference.answer(to: key))
            try reference.rest(for: Self.breath)
        }
        let key = BenchFigure.Reference(name: "key to first byte", value: ours.median)
        return [
            BenchFigure(
                "key to first byte, p50", ours.median, "ms", beside: .init(name: "C program", value: theirs.median),
                bound: .atMost(2)),
            BenchFigure("CPU a key", cpu / .milliseconds(1) / Double(Self.rounds), "ms", bound: .atMost(0.6)),
            BenchFigure(
                "opening a rollout, key to data, p50", try rollout(terminal), "ms", beside: key, bound: .atMost(3)),
            BenchFigure(
                "opening the slowest list, key to data, p50", try slowestList(terminal), "ms", beside: key,
                bound: .atMost(3)),
        ]
    }

    private func rollout(_ terminal: TerminalProgram) throws -> Double {
        var times: [Duration] = []
        for _ in 0..<Self.openings {
            times.append(try terminal.wholeAnswer(to: "\r"))
            _ = try terminal.wholeAnswer(to: "q")
        }
        return times.median
    }

    private func slowestList(_ terminal: TerminalProgram) throws -> Double {
        var times: [[Duration]] = Array(repeating: [], count: Self.tabs)
        for _ in 0..<Self.openings {
            for tab in 0..<Self.tabs { times[tab].append(try terminal.wholeAnswer(to: "\t")) }
        }
        return times.map(\.median).max() ?? .nan
    }
}
