import SlipwayCore
import SlipwayServices
import TestSupport

extension DatabaseWorld {
    /// Puts a row, or several of different kinds, into every table.
    func fillEveryTable() async throws {
        let started = try await startedBatch(devices: 5)
        let (devices, sessions) = (started.devices, started.sessions)
        try await write { transaction in
            for session in sessions.prefix(2) { try transaction.complete(session) }
            try transaction.report("1.0.0", from: devices[0].id)
            try transaction.report("2.0.0", from: devices[1].id)
            for state in [UpdateSessionState.acknowledged, .downloading, .flashed] {
                try transaction.step(sessions[2], to: state)
            }
            try transaction.step(sessions[3], to: .acknowledged)
            try transaction.step(sessions[3], to: .failed, reason: .deviceReported, failure: "no space")
            try transaction.step(sessions[4], to: .cancelled, reason: .cancelled, failure: "cancelled by ada")
            try transaction.insertBatch(
                of: [devices[0]], firmware: started.release.id, name: "again",
                request: .example(in: started.organization.id))
            try transaction.beginUpload(ofSHA256: "abc")
            try transaction.store(chunk: [1, 2, 3], number: 0, ofSHA256: "abc")
            try transaction.recordHeartbeat(of: "worker-1", kind: .serve)
            try transaction.setSystemHalted(true)
            let note = HaltNote(by: "ada", reason: "smoke", at: transaction.now)
            try transaction.noteHalt(of: .organization(started.organization.id, name: "acme"), note)
            // As the migrations set them in a database that is in use.
            try transaction.setSigningKey(SigningKey(name: "release", publicKey: "key"))
            try transaction.setRequiresSignatures(true)
            try transaction.setSetting("bare_signatures", to: "allowed")
            let gated = NewRollout.example(
                organization: started.organization.id, firmware: started.release.id,
                gate: GateRule(maximumBad: 3, maximumBadShare: 0.02, minimumJudged: 500))
            try transaction.insertBatch(of: [devices[0]], into: try transaction.insert(gated))
            let wrong = CounterDifference(of: .batch(started.batch.id), figure: "n_total", kept: 4, counted: 5)
            try transaction.note([wrong], of: .batch(started.batch.id))
        }
        let services = Services(repository: repository, logger: .quiet)
        // Of its devices one is left out, and the others wait.
        _ = try await services.devices.setStatus(of: devices[4].deviceUID, active: false, as: .operator("ada"))
        let planned = RolloutRequest(
            name: "planned", firmware: .id(started.release.id), target: .organization("acme"), leavesOutCurrent: false,
            windows: [WindowPlan(days: [.monday], from: TimeOfDay(minute: 0), to: TimeOfDay(minute: 60))],
            pace: JoinPace(perMinute: 5), bytesPerSecond: 5_000_000)
        let rollout = try await services.rollouts.create(planned, as: .operator("ada")).rollout
        _ = try await RolloutConductor(services: services, worker: "worker-1").step()
        _ = try await services.rollouts.pause(rollout.id, as: .operator("ada"))
        _ = try await services.templates.save(
            TemplateRequest(name: "careful", organization: "acme", of: planned), as: .operator("ada"))
        var draft = planned
        (draft.name, draft.submits) = ("draft", false)
        _ = try await services.rollouts.create(draft, as: .operator("ada"))
        try await write { transaction in
            try transaction.noteLook(of: rollout.id, adding: 0, upTo: nil, nextAt: transaction.now)
            try transaction.leaveOut([devices[0].id], of: rollout.id)
        }
        let token = AccessTokenRequest(description: "ci", scopes: [.devicesRead], organization: "acme")
        _ = try await services.authentication.create(token, as: .operator("ada"))
        _ = try await services.telemetry.ingest(
            ["{\"ev\":\"boot\"}"], from: devices[0].deviceUID, as: .device(devices[0].deviceUID))
    }
}
