import Foundation
import TestSupport
import Testing

@testable import slipway_benchmark

/// What the steps that devices and people feel take, as counts that are the same on every machine.
@Suite(.timeLimit(.minutes(30))) struct StepCostTests {
    @Test func `a check, an ack, a key and a frame execute and allocate no more than their bounds`() async throws {
        try await withTemporaryFolder { folder in
            let world = BenchWorld(folder: folder, slipway: try BuiltProgram.path, devices: 0)
            let figures = try await StepCosts().figures(in: world)
            #expect(figures.count == 8)
            for figure in figures { #expect(figure.holds, "\(figure.what): \(figure.ours) \(figure.unit)") }
        }
    }
}
