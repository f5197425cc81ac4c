import Foundation

/// What the smallest steps take, in figures that do not depend on the machine.
struct StepCosts: BenchMeasurement {
    let name = "costs"
    let abstract = "instructions and allocations of a check, an ack, a key and a frame, as valgrind counts them"
    let tools: [BenchTool] = [.valgrind, .strip]

    private static let times = 8

    /// Of an optimized build and of one for debugging. Each leaves a tenth for what differs from run to run.
    fileprivate struct Limit {
        let thousandInstructions: Double
        let allocations: Double
    }

    private struct Step {
        let name: String
        let arguments: [String]
        let limit: Limit
    }

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let program = try CountedProgram(in: world)
        let fleet = world.path("costs.db")
        var figures: [BenchFigure] = []
        for step in try await steps(over: fleet, in: world) {
            var counts: [CountedProgram.Counts] = []
            for times in [Self.times, 2 * Self.times] {
                let copy = world.path("\(UUID().uuidString).db")
                try FileManager.default.copyItem(atPath: fleet, toPath: copy)
                counts.append(
                    try await program.counts(
                        ["repeat"] + step.arguments + ["--times", "\(times)", "--database", copy]))
            }
            // Of twice as many less that of as many: what comes before and after does not count.
            let each = { (one: KeyPath<CountedProgram.Counts, Int>) in
                Double(counts[1][keyPath: one] - counts[0][keyPath: one]) / Double(Self.times)
            }
            figures += [
                BenchFigure(
                    "\(step.name), instructions", each(\.instructions) / 1_000, "k",
                    bound: .atMost(step.limit.thousandInstructions)),
                BenchFigure(
                    "\(step.name), allocations", each(\.allocations), "", bound: .atMost(step.limit.allocations)),
            ]
        }
        return figures
    }

    private func steps(over path: String, in world: BenchWorld) async throws -> [Step] {
        let repository = try world.emptyFile(URL(filePath: path).lastPathComponent).repository
        let fleet = try await WaitingFleet(of: 200, in: repository, batchSize: 100)
        let offers = fleet.offers.prefix(2 * Self.times)
        let checks = try file("checks", offers.map { "GET \($0.checkPath) \($0.token)" }, in: world)
        let acks = try file("acks", offers.map { "POST \($0.acknowledgementPath) \($0.token)" }, in: world)
        return [
            Step(name: "a check", arguments: ["requests", "--requests", checks], limit: .check),
            Step(name: "a first ack", arguments: ["requests", "--requests", acks], limit: .acknowledgement),
            Step(name: "a key with its frame", arguments: ["keys"], limit: .key),
            Step(name: "a frame", arguments: ["frames"], limit: .frame),
        ]
    }

    private func file(_ name: String, _ lines: [String], in world: BenchWorld) throws -> String {
        let path = world.path("\(name).txt")
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }
}

extension StepCosts.Limit {
    #if DEBUG
        static let check = StepCosts.Limit(thousandInstructions: 3_700, allocations: 1_550)
        static let acknowledgement = StepCosts.Limit(thousandInstructions: 5_100, allocations: 2_000)
        static let key = StepCosts.Limit(thousandInstructions: 9_000, allocations: 4_500)
        static let frame = StepCosts.Limit(thousandInstructions: 3_750, allocations: 2_350)
    #else
        static let check = StepCosts.Limit(thousandInstructions: 1_090, allocations: 860)
        static let acknowledgement = StepCosts.Limit(thousandInstructions: 1_740, allocations: 1_150)
        static let key = StepCosts.Limit(thousandInstructions: 440, allocations: 180)
        static let frame = StepCosts.Limit(thousandInstructions: 345, allocations: 155)
    #endif
}
