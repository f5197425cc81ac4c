import Logging
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Each call of a service that writes, beside each that may get in its way.
@Suite struct RaceTests {
    @Test(arguments: ConformingDatabase.kinds, Race.all)
    func `what is called at the same moment is as if it had been called one after the other`(
        database: ConformingDatabase, race: Race
    ) async throws {
        try await database.withWorld { world in
            let line = StartingLine(world.repository, runsWritesAtOnce: database == .postgres)
            let services = Services(repository: line, logger: .quiet)
            for number in 1...RaceRound.count {
                let round = try await RaceRound(number, of: services, at: world.clock)
                let calls = try await race.calls(round)
                let outcomes = await line.race(calls)
                let faults = try await race.faults(round, outcomes) + round.forbiddenSessions()
                #expect(faults == [], "round \(number): \(outcomes)")
            }
            #expect(try await world.wrongFigures() == [])
        }
    }
}

/// Calls that get in one another's way.
struct Race: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Prepares what they need.
    let calls: @Sendable (RaceRound) async throws -> [RaceCall]
    /// What no order of the calls can have left behind.
    let faults: @Sendable (RaceRound, [RaceOutcome]) async throws -> [String]

    init(
        _ description: String, calls: @escaping @Sendable (RaceRound) async throws -> [RaceCall],
        faults: @escaping @Sendable (RaceRound, [RaceOutcome]) async throws -> [String] = { _, outcomes in
            unexpected(outcomes, allowed: [])
        }
    ) {
        testDescription = description
        self.calls = calls
        self.faults = faults
    }

    static let all = creations + sessions + stops + devices + firmware + administration

    /// The refusals whose codes are not allowed.
    static func unexpected(_ outcomes: [RaceOutcome], allowed: Set<String>) -> [String] {
        outcomes.compactMap { outcome in
            switch outcome {
            case .returned: nil
            case .refused(let code): allowed.contains(code) ? nil : "refused with \(code)"
            }
        }
    }

    /// The same call so many times.
    static func times(_ count: Int, _ call: @escaping RaceCall) -> [RaceCall] { Array(repeating: call, count: count) }

    static func fault(_ isFault: Bool, _ text: @autoclosure () -> String) -> [String] { isFault ? [text()] : [] }

    /// Events of which each undoes the one before.
    static func repeated(_ events: [Event]) -> [String] {
        zip(events, events.dropFirst()).filter { $0.kind == $1.kind }.map { "\($1.kind) twice in a row" }
    }
}
