import Foundation
import SlipwayCore
import Testing

/// A server on a file that is killed while many devices acknowledge at once, whose reports share their commits.
///
/// `SLIPWAY_GROUP_KILLS` says how often.
@Suite("Killed while many acknowledge", .serialized)
struct KilledAcknowledgementTests {
    @Test(.timeLimit(.minutes(60)))
    func `every acknowledgement that was answered is in the file`() async throws {
        let kills = ProcessInfo.processInfo.environment["SLIPWAY_GROUP_KILLS"].flatMap { Int($0) } ?? 10
        try await AcknowledgingFleet.with { fleet in
            let base = fleet.base
            var random = SeededGenerator(seed: 20_261_129)
            var inTransaction = 0
            for _ in 0..<kills {
                let pause = Duration.microseconds(Int.random(in: 0...3_000, using: &random))
                let server = try await ServerProcess.start(on: base.path)
                defer { server.kill() }
                try await fleet.acknowledge(at: server.port, Int.random(in: 1...64, using: &random)) {
                    // A moment that no answer chooses.
                    try await Task.sleep(for: pause)
                    // Stopped first, so that whether a transaction is open at the kill can be seen.
                    server.stop()
                    if try base.isLockedForWriting() { inTransaction += 1 }
                    server.kill()
                }
                #expect(try await server.end() == .killed(signal: Int(SIGKILL)))
            }
            #expect(fleet.forgotten == [])
            // Named first, so that a failure prints it.
            let damage = try base.damage(deviceCount: base.tokens.count)
            #expect(damage == [])
            print("\(kills) kills, \(inTransaction) in a write transaction, \(fleet.answerCount) answers")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `the same check finds an answer that is given before the commit`() async throws {
        try await AcknowledgingFleet.with { fleet in
            for _ in 0..<50 where fleet.forgotten.isEmpty {
                try await HastyServer.with(on: fleet.base.path) { server in
                    try await fleet.acknowledge(at: server.port, AcknowledgingFleet.width) { server.kill() }
                }
            }
            #expect(!fleet.forgotten.isEmpty)
        }
    }
}
