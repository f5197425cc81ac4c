import Foundation

/// What of a start is our own, and not the loading of libraries.
struct EmptyStart: BenchMeasurement {
    let name = "empty"
    let abstract = "--version, beside an empty program that imports the same libraries and is linked in the same way"
    let tools: [BenchTool] = []

    func figures(in world: BenchWorld) async throws -> [BenchFigure] {
        let empty = URL(filePath: world.slipway).deletingLastPathComponent().appending(path: "slipway-empty").path
        guard FileManager.default.isExecutableFile(atPath: empty) else {
            throw LeftOut(reason: "no \(empty): swift build -c release --product slipway-empty")
        }
        let (ours, theirs) = try StartComparison(
            program: world.slipway, arguments: ["--version"], reference: empty
        ).medians(in: world)
        return [
            BenchFigure(
                "--version, same libraries", ours, "ms", beside: .init(name: "empty program", value: theirs),
                bound: .atMost(1.3))
        ]
    }
}
