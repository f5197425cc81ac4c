/// Something that is measured beside its reference.
protocol BenchMeasurement: Sendable {
    /// For `--only`.
    var name: String { get }
    /// For `--list`: what is measured beside what.
    var abstract: String { get }
    /// Without which it is left out.
    var tools: [BenchTool] { get }

    /// Takes turns with the reference, so that whatever else the machine does slows both.
    ///
    /// - Throws: `LeftOut` where this machine does not allow it.
    func figures(in world: BenchWorld) async throws -> [BenchFigure]
}

/// Why a measurement is impossible here, which is not a failure.
struct LeftOut: Error {
    let reason: String
}

enum BenchMeasurements {
    /// In the order in which they are made.
    static let all: [any BenchMeasurement] = [
        FirstPaint(), KeyAnswers(), IdleDashboard(), CommandStarts(), EmptyStart(), DeviceChecks(),
        Acknowledgements(), BatchEncoding(), Downloads(), BatchCreation(), PostgresReports(), IdleConnections(),
        Reconnection(), Settling(), StepCosts(),
    ]
}

extension [Duration] {
    /// In milliseconds; not a number where there is none.
    var median: Double { isEmpty ? .nan : sorted()[count / 2] / .milliseconds(1) }

    /// What all but one in a hundred take at most, in milliseconds.
    var slow: Double { isEmpty ? .nan : sorted()[count * 99 / 100] / .milliseconds(1) }
}
