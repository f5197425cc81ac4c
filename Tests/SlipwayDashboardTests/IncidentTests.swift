import SlipwayCore
import SlipwayServices
import TerminalUI
import TestSupport
import Testing

@testable import SlipwayDashboard

/// A night on call: what is wrong, and how much of it, is on the home screen, and its question is at most three keys away.
@Suite struct IncidentTests {
    @Test(arguments: Incident.allCases, ConformingDatabase.kinds)
    func `an incident is named with its count before any key, and acted on with three at most`(
        incident: Incident, database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let fleet = try await makeFleet(of: 12, in: world.repository, clock: world.clock)
            try await fleet.beat()
            try await incident.happen(to: fleet)
            var robot = fleet.robot(as: .operator("oncall"))
            await robot.start()
            let home = robot.text()
            for word in incident.words { #expect(home.contains(word), "\(incident): \(word)\n\(home)") }
            #expect(incident.keys.count <= 3)
            for key in incident.keys {
                await robot.press(key)
                // As people press keys: one after the other has been painted, and read.
                _ = robot.frame()
                await robot.wait(milliseconds: 250)
            }
            let question = robot.text()
            #expect(question.contains(incident.question), "\(incident)\n\(question)")
        }
    }
}

/// What goes wrong at night.
enum Incident: CaseIterable, Sendable {
    case gateTripped, failing, silentAfterFlash, windowFullOfSilent, halted, organizationHalted, serverGone, workerGone
    case waitsForApproval

    /// Cause and count, as the home screen has them.
    var words: [String] {
        switch self {
        case .gateTripped: ["PAUSED BY GATE", "paused by its gate: 3 of 6 bad: 3 \"no space left on"]
        case .failing: ["FAILING", "6 of 6 bad: 6 \"no space left on /data\""]
        case .silentAfterFlash: ["2 devices silent since the flash"]
        case .windowFullOfSilent: ["1 of 1 allowed in flight, all silent", "2 devices wait"]
        case .halted: ["ALL HALTED", "every update is halted", "by eve: bad signatures"]
        case .organizationHalted: ["1 HALTED", "its updates are halted", "by eve: smoke in Kiel"]
        case .serverGone: ["no server answers devices", "2 devices wait"]
        case .workerGone: ["no worker", "work waits for 10m, and no process does it"]
        case .waitsForApproval: ["waits for approval", "12 devices, by ada"]
        }
    }

    /// To what can be done about it.
    var keys: [Key] {
        switch self {
        case .gateTripped, .failing, .windowFullOfSilent: ["P"]
        case .silentAfterFlash: [.enter, "3"]
        case .halted: ["a", "G", .enter]
        case .organizationHalted: [.tab, .tab, "X"]
        case .serverGone, .workerGone: []
        case .waitsForApproval: ["Y"]
        }
    }

    var question: String {
        switch self {
        case .gateTripped: "Resume spring?"
        case .failing, .windowFullOfSilent: "Pause spring?"
        case .silentAfterFlash: "dev-002"
        case .halted: "Release the halt of everything?"
        case .organizationHalted: "Release the updates of acme?"
        case .serverGone, .workerGone: "serve starts one"
        case .waitsForApproval: "Approve spring?"
        }
    }

    func happen(to fleet: StockedFleet) async throws {
        switch self {
        case .gateTripped:
            _ = try await fleet.createPlan(waves: [6], gate: GateRequest(maximumBad: 3, maximumBadShare: 0.2))
            try await fleet.conduct()
            try await failHalf(of: fleet)
        case .failing:
            let batch = try await fleet.startBatch(of: 12)
            for (index, session) in batch.sessions.prefix(6).enumerated() {
                try await fleet.take(session, of: index, to: .acknowledged)
                let device = fleet.device(index)
                _ = try await fleet.updates.fail(session, reason: "no space left on /data", as: device)
            }
        case .silentAfterFlash:
            let batch = try await fleet.startBatch(of: 12)
            for index in 0..<2 { try await fleet.take(batch.sessions[index], of: index, to: .flashed) }
            try await fallSilent(fleet, for: .seconds(1_200))
        case .windowFullOfSilent:
            let batch = try await fleet.startBatch(of: 3, maximumInFlight: 1)
            try await fleet.take(batch.sessions[0], to: .acknowledged)
            try await fallSilent(fleet, for: .seconds(3_600))
        case .halted:
            _ = try await fleet.startBatch(of: 12)
            _ = try await fleet.updates.halt(organization: nil, reason: "bad signatures", as: .operator("eve"))
        case .organizationHalted:
            _ = try await fleet.startBatch(of: 12)
            _ = try await fleet.updates.halt(organization: "acme", reason: "smoke in Kiel", as: .operator("eve"))
        case .serverGone:
            _ = try await fleet.startBatch(of: 2)
            fleet.clock.advance(by: .seconds(90))
        case .workerGone:
            _ = try await fleet.createBatch(of: 2)
            try await fleet.services.repository.write { try $0.recordStop(of: "worker-1") }
            fleet.clock.advance(by: .seconds(600))
        case .waitsForApproval:
            try await fleet.askForApproval()
            _ = try await fleet.createPlan(submits: true)
        }
    }

    /// Of the first wave: half of it, after the other half has completed.
    private func failHalf(of fleet: StockedFleet) async throws {
        let rows = try await fleet.rows(try await fleet.batches(of: .init(1))[0])
        for (index, row) in rows.enumerated() {
            let session = try #require(row.session).sessionID
            let device = try #require(fleet.devices.firstIndex { $0.deviceUID == row.deviceUID })
            try await fleet.take(session, of: device, to: index < rows.count / 2 ? .completed : .acknowledged)
            guard index >= rows.count / 2 else { continue }
            let principal = fleet.device(device)
            _ = try await fleet.updates.fail(session, reason: "no space left on /data", as: principal)
        }
    }

    private func fallSilent(_ fleet: StockedFleet, for span: Duration) async throws {
        try await fleet.beat(for: span)
        while try await fleet.sweep.step() {}
    }
}
