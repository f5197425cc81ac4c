/// How long two programs take from their start to their end, in turn.
struct StartComparison {
    private static let rounds = 30

    let program: String
    let arguments: [String]
    let reference: String
    var referenceArguments: [String] = []

    /// In milliseconds.
    func medians(in world: BenchWorld) throws -> (ours: Double, theirs: Double) {
        var (ours, theirs): ([Duration], [Duration]) = ([], [])
        for _ in 0..<Self.rounds {
            ours.append(try Self.time(program, arguments, in: world))
            theirs.append(try Self.time(reference, referenceArguments, in: world))
        }
        return (ours.median, theirs.median)
    }

    private static func time(_ program: String, _ arguments: [String], in world: BenchWorld) throws -> Duration {
        let start = ContinuousClock.now
        let status = try RunningProgram(program, arguments, environment: world.environment).waitUntilEnded()
        if status != 0 { throw SystemFault(saying: "\(program) ended with \(status)") }
        return .now - start
    }
}
