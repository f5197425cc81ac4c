import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct RefusedReportTests {
    @Test(arguments: table) func `an illegal report is refused by its code, moves nothing and is recorded`(
        row: Row
    ) async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.bring(sessions[0], to: row.state)
            let before = try await fleet.session(sessions[0])
            let events = try await fleet.events().count
            #expect(await code { try await fleet.report(row.event, on: sessions[0]) } == row.code)
            #expect(try await fleet.session(sessions[0]) == before)
            let recorded = try await fleet.events().dropFirst(events)
            #expect(recorded.map(\.kind) == [.reportRefused])
            #expect(recorded.first?.actorKind == .device)
            #expect(recorded.first?.deviceUID == "dev-001")
            #expect(recorded.first?.detail.hasSuffix("while \(row.state.rawValue)") == true)
        }
    }

    @Test func `the words of a refused report are kept`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .completed)
            _ = await code { try await fleet.updates.fail(sessions[0], reason: "boot loop", as: fleet.device(0)) }
            #expect(try await fleet.events().last?.detail == "failed: boot loop while completed")
        }
    }

    @Test func `a device that repeats what is refused is recorded once in ten minutes, with how often`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .completed)
            let before = try await fleet.events().count
            func say(_ reason: String) async throws {
                #expect(
                    await code { try await fleet.updates.fail(sessions[0], reason: reason, as: fleet.device(0)) }
                        == "UPDATE_011")
            }
            for count in 0..<50 { try await say("boot loop \(count)") }
            try await say("no space")
            fleet.clock.advance(by: .seconds(600))
            for count in 0..<2 { try await say("boot loop \(count)") }
            #expect(
                try await fleet.events().dropFirst(before).map(\.detail) == [
                    "failed: boot loop 0 while completed", "failed: no space while completed",
                    "failed: boot loop 0 while completed; 49 times more since the last such event",
                ])
        }
    }

    @Test func `a device that is refused something else each time is recorded ten times in ten minutes`() async throws {
        try await withFleet { fleet in
            let (_, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .completed)
            let before = try await fleet.events().count
            for letter in "ghijklmnopqrstu" {
                let reason = "cause \(letter)\(letter)"
                _ = await code { try await fleet.updates.fail(sessions[0], reason: reason, as: fleet.device(0)) }
            }
            #expect(try await fleet.events().count - before == 10)
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let state: UpdateSessionState
        let event: UpdateSessionEvent
        let code: String

        init(_ state: UpdateSessionState, _ event: UpdateSessionEvent, _ code: String) {
            self.state = state
            self.event = event
            self.code = code
        }

        var testDescription: String { "\(event) while \(state)" }
    }

    static let table: [Row] = [
        Row(.downloading, .acknowledged, "UPDATE_009"),
        Row(.flashed, .acknowledged, "UPDATE_009"),
        Row(.completed, .acknowledged, "UPDATE_009"),
        Row(.failed, .acknowledged, "UPDATE_009"),
        Row(.cancelled, .acknowledged, "UPDATE_009"),
        Row(.flashed, .downloadBegan, "OTA_006"),
        Row(.completed, .downloadBegan, "OTA_006"),
        Row(.failed, .downloadBegan, "OTA_006"),
        Row(.cancelled, .downloadBegan, "OTA_006"),
        Row(.initiated, .progressed, "UPDATE_012"),
        Row(.acknowledged, .progressed, "UPDATE_012"),
        Row(.failed, .progressed, "UPDATE_012"),
        Row(.cancelled, .progressed, "UPDATE_012"),
        Row(.initiated, .flashed, "UPDATE_010"),
        Row(.acknowledged, .flashed, "UPDATE_010"),
        Row(.completed, .flashed, "UPDATE_010"),
        Row(.failed, .flashed, "UPDATE_010"),
        Row(.cancelled, .flashed, "UPDATE_010"),
        Row(.initiated, .completed, "OTA_007"),
        Row(.acknowledged, .completed, "OTA_007"),
        Row(.failed, .completed, "OTA_007"),
        Row(.cancelled, .completed, "OTA_007"),
        Row(.completed, .failed, "UPDATE_011"),
        Row(.cancelled, .failed, "UPDATE_011"),
    ]
}

extension StockedFleet {
    fileprivate func bring(_ session: SessionID, to state: UpdateSessionState) async throws {
        switch state {
        case .initiated: break
        case .acknowledged, .downloading, .flashed, .completed: try await take(session, to: state)
        case .failed: _ = try await updates.fail(session, reason: "x", as: device(0))
        case .cancelled: _ = try await updates.cancelSession(session, as: ada)
        }
    }

    fileprivate func report(_ event: UpdateSessionEvent, on session: SessionID) async throws {
        let device = device(0)
        switch event {
        case .acknowledged: _ = try await updates.acknowledge(session, as: device)
        case .downloadBegan: _ = try await updates.readBytes(session, offset: 0, size: 1, as: device)
        case .progressed: _ = try await updates.progress(session, percent: 1, bytes: 1, as: device)
        case .flashed: _ = try await updates.flashed(session, as: device)
        case .completed: _ = try await updates.complete(session, checksum: release.checksum, as: device)
        case .failed: _ = try await updates.fail(session, reason: "x", as: device)
        case .cancelled: _ = try await updates.cancelSession(session, as: ada)
        }
    }
}
