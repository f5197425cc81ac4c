import Foundation
import TestSupport
import Testing

@testable import slipway_benchmark

/// What a server keeps for clients that only stay connected.
@Suite(.timeLimit(.minutes(2))) struct IdleConnectionTests {
    @Test func `an idle connection takes no more memory than its bound`() async throws {
        try await withTemporaryFolder { folder in
            let world = BenchWorld(folder: folder, slipway: try BuiltProgram.path, devices: 0)
            let figures = try await IdleConnections().figures(in: world)
            for figure in figures { #expect(figure.holds, "\(figure.what): \(figure.ours) \(figure.unit)") }
        }
    }
}
