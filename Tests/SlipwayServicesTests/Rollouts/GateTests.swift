import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A batch with a gate of two bad devices and a fifth of the judged ones.
@Suite struct GateTests {
    @Test func `the bad device that is one too many pauses the rollout with what it records`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            try await fleet.fail(sessions[0], of: 0)
            #expect(try await fleet.batch(batch).status == .inProgress)
            let before = try await fleet.events().count
            try await fleet.fail(sessions[1], of: 1)
            #expect(try await fleet.batch(batch).status == .paused)
            let rollout = try await fleet.rollout(of: batch)
            #expect(rollout.status == .paused)
            #expect(rollout.pause?.cause == .gate)
            #expect(rollout.brokenGate == "2 bad, 100% of 2 judged; stops at 2 bad and 20% of at least 10")
            #expect(try await fleet.eventKinds(after: before) == [.sessionAcknowledged, .sessionFailed, .gateTripped])
            let event = try await fleet.events().last
            #expect(event?.detail == rollout.brokenGate)
            #expect(event?.subject.batchID == batch)
            let check = try await fleet.updates.check(uid: "dev-003", reportedVersion: nil, as: fleet.device(2))
            #expect(check == .none(pollAfter: fleet.services.settings.pollInterval))
            #expect(try await fleet.gate(of: batch)?.trippedAt == fleet.clock.now)
        }
    }

    @Test func `good devices break no gate, however few they make the bad ones weigh`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            try await fleet.fail(sessions[0], of: 0)
            for index in 1..<10 { try await fleet.take(sessions[index], of: index, to: .completed) }
            #expect(try await fleet.batch(batch).status == .completed)
            #expect(try await fleet.gate(of: batch)?.trippedAt == nil)
        }
    }

    @Test func `devices that are left out break no gate`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            for index in 0..<5 { _ = try await fleet.updates.cancelSession(sessions[index], as: fleet.ada) }
            try await fleet.fail(sessions[5], of: 5)
            #expect(try await fleet.batch(batch).counters.failed == 6)
            #expect(try await fleet.batch(batch).status == .inProgress)
        }
    }

    @Test func `devices that are silent since the flash break a gate`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            for index in 0..<2 { try await fleet.take(sessions[index], of: index, to: .flashed) }
            fleet.clock.advance(by: .seconds(300))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).counters.silentFlashed == 2)
            #expect(try await fleet.batch(batch).status == .paused)
        }
    }

    @Test func `lost devices break a gate`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            for index in 0..<2 { try await fleet.take(sessions[index], of: index, to: .completed) }
            fleet.clock.advance(by: .seconds(915))
            _ = try await fleet.verification.step()
            #expect(try await fleet.rollout(of: batch).brokenGate?.hasPrefix("2 bad, 100% of 2 judged") == true)
        }
    }

    @Test func `devices that fell back break a gate`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            for index in 0..<2 {
                try await fleet.take(sessions[index], of: index, to: .completed)
                fleet.clock.advance(by: .seconds(1))
                let uid = fleet.devices[index].deviceUID
                _ = try await fleet.updates.check(uid: uid, reportedVersion: "1.0.0", as: fleet.device(index))
            }
            try await fleet.services.reports.flush()
            #expect(try await fleet.batch(batch).status == .paused)
            #expect(try await fleet.events().last?.kind == .gateTripped)
        }
    }

    @Test func `what is recorded of several rollouts at once breaks the gate of each, by a device of its own`()
        async throws
    {
        try await withFleet(devices: 6) { fleet in
            var batches: [UpdateBatch.ID] = []
            for first in [0, 3] {
                let (batch, sessions) = try await fleet.startGatedBatch(of: 3, from: first)
                for index in 0..<2 { try await fleet.take(sessions[index], of: first + index, to: .completed) }
                batches.append(batch)
            }
            fleet.clock.advance(by: .seconds(1))
            for index in [0, 1, 3, 4] {
                let uid = fleet.devices[index].deviceUID
                _ = try await fleet.updates.check(uid: uid, reportedVersion: "1.0.0", as: fleet.device(index))
            }
            try await fleet.services.reports.flush()
            for batch in batches { #expect(try await fleet.batch(batch).status == .paused) }
            let trips = try await fleet.events().filter { $0.kind == .gateTripped }
            #expect(trips.map(\.subject.batchID) == batches)
            #expect(["dev-001", "dev-002"].contains(trips.first?.actorName))
            #expect(["dev-004", "dev-005"].contains(trips.last?.actorName))
        }
    }

    @Test func `expired sessions break a gate, and those of devices that were never reached do not`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            for index in 0..<2 { try await fleet.take(sessions[index], of: index, to: .acknowledged) }
            fleet.clock.advance(by: .seconds(7_200))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).status == .paused)
            _ = try await fleet.updates.resumeBatch(batch, acceptsBad: true, reason: "known", as: fleet.ada)
            fleet.clock.advance(by: .seconds(8 * 86_400))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batch).status == .failed)
            #expect(try await fleet.batch(batch).counters.leftOut == 8)
        }
    }

    @Test func `past a broken gate a rollout goes on only where what is bad is accepted, with a reason`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            for index in 0..<2 { try await fleet.fail(sessions[index], of: index) }
            let id = try await fleet.rollout(of: batch).id
            let rollouts = fleet.services.rollouts
            #expect(
                await code { try await fleet.updates.resumeBatch(batch, reason: "why", as: fleet.ada) } == "ROLLOUT_004"
            )
            #expect(await code { try await rollouts.resume(id, as: fleet.ada) } == "ROLLOUT_004")
            #expect(
                await code { try await rollouts.resume(id, acceptsBad: true, reason: " ", as: fleet.ada) }
                    == "REQUEST_001")
            #expect(try await fleet.batch(batch).status == .paused)
            let resumed = try await rollouts.resume(id, acceptsBad: true, reason: "a bad rack", as: fleet.ada)
            #expect(resumed.rollout.status == .inProgress)
            #expect(resumed.rollout.pause == nil)
            #expect(try await fleet.batch(batch).status == .inProgress)
            #expect(try await fleet.events().last?.detail == "a bad rack; accepts 2 bad of 2 judged")
            let gate = try await fleet.gate(of: batch)
            #expect(gate?.trippedAt == nil && gate?.acceptedBad == 2 && gate?.acceptedJudged == 2)
        }
    }

    @Test func `after an acceptance the gate counts from there`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            for index in 0..<2 { try await fleet.fail(sessions[index], of: index) }
            _ = try await fleet.updates.resumeBatch(batch, acceptsBad: true, reason: "known", as: fleet.ada)
            try await fleet.fail(sessions[2], of: 2)
            #expect(try await fleet.batch(batch).status == .inProgress)
            try await fleet.fail(sessions[3], of: 3)
            #expect(try await fleet.batch(batch).status == .paused)
        }
    }

    @Test func `a rollout that an operator paused needs no acceptance, unless its gate broke meanwhile`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 10)
            for index in 0..<2 { try await fleet.take(sessions[index], of: index, to: .flashed) }
            _ = try await fleet.updates.pauseBatch(batch, reason: "look first", as: fleet.ada)
            #expect(try await fleet.rollout(of: batch).pause == RolloutPause(.operator, reason: "look first"))
            _ = try await fleet.updates.resumeBatch(batch, as: fleet.ada)
            _ = try await fleet.updates.pauseBatch(batch, as: fleet.ada)
            for index in 0..<2 {
                _ = try await fleet.updates.fail(sessions[index], reason: "x", as: fleet.device(index))
            }
            #expect(try await fleet.rollout(of: batch).pause?.cause == .operator)
            #expect(await code { try await fleet.updates.resumeBatch(batch, as: fleet.ada) } == "ROLLOUT_004")
        }
    }

    @Test func `a gate over several batches counts them together, and pauses none of them by itself`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 2)
            let id = try await fleet.rollout(of: batch).id
            let devices = Array(fleet.devices.dropFirst(2))
            let second = try await fleet.services.repository.write { try $0.insertBatch(of: devices, into: id) }
            _ = try await fleet.processor.step()
            let others = try await fleet.rows(second.id).compactMap { $0.session?.sessionID }
            try await fleet.fail(sessions[0], of: 0)
            try await fleet.fail(others[0], of: 2)
            #expect(try await fleet.rollout(of: batch).brokenGate != nil)
            #expect(try await fleet.batch(batch).status == .inProgress)
            #expect(try await fleet.batch(second.id).status == .inProgress)
            #expect(try await fleet.events().last?.subject.batchID == nil)
            let resumed = try await fleet.services.rollouts.resume(
                id, acceptsBad: true, reason: "known", as: fleet.ada)
            #expect(resumed.rollout.status == .inProgress)
        }
    }

    @Test func `a rollout that has ended is not paused by what becomes bad afterwards`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 3)
            for index in 0..<3 { try await fleet.take(sessions[index], of: index, to: .completed) }
            fleet.clock.advance(by: .seconds(915))
            _ = try await fleet.verification.step()
            #expect(try await fleet.batch(batch).counters.lost == 3)
            #expect(try await fleet.batch(batch).status == .completed)
        }
    }

    @Test func `a retry has the gate of what it retries, over its own devices`() async throws {
        try await withFleet(devices: 10) { fleet in
            let (batch, sessions) = try await fleet.startGatedBatch(of: 3)
            try await fleet.fail(sessions[0], of: 0)
            for index in 1..<3 { try await fleet.take(sessions[index], of: index, to: .completed) }
            let retry = try await fleet.updates.retryBatch(batch, as: fleet.ada)
            let gate = try await fleet.gate(of: retry.batch.id)
            let original = try await fleet.gate(of: batch)
            #expect(gate?.rule == original?.rule)
            #expect(gate?.acceptedBad == 0)
        }
    }

    @Test func `a faulty gate is refused with every fault, and nothing is created`() async throws {
        try await withFleet { fleet in
            let faulty = GateRequest(maximumBad: 0, maximumBadShare: 7, minimumJudged: -1)
            let request = fleet.request(of: 2, gate: faulty)
            do {
                _ = try await fleet.updates.createBatch(request, as: fleet.ada)
                Issue.record("it was created")
            } catch let error as SlipwayError {
                #expect(error == .invalidRequest(faulty.faults))
            }
            let events = try await fleet.events()
            #expect(events.isEmpty)
        }
    }
}

extension StockedFleet {
    fileprivate func request(of count: Int, from first: Int = 0, gate: GateRequest) -> BatchRequest {
        BatchRequest(
            name: "spring", firmware: .id(release.id),
            target: .devices(ids: devices.dropFirst(first).prefix(count).map(\.id), uids: []), gate: gate)
    }

    fileprivate func startGatedBatch(of count: Int, from first: Int = 0) async throws -> (
        id: UpdateBatch.ID, sessions: [SessionID]
    ) {
        let gate = GateRequest(maximumBad: 2, maximumBadShare: 0.2)
        let batch = try await updates.createBatch(request(of: count, from: first, gate: gate), as: ada).batch
        _ = try await processor.step()
        return (batch.id, try await rows(batch.id).compactMap { $0.session?.sessionID })
    }

    fileprivate func fail(_ session: SessionID, of device: Int) async throws {
        try await take(session, of: device, to: .acknowledged)
        _ = try await updates.fail(session, reason: "no space", as: self.device(device))
    }

    fileprivate func rollout(of batch: UpdateBatch.ID) async throws -> Rollout {
        try await services.rollouts.rollout(try await self.batch(batch).rolloutID, as: ada)
    }

    fileprivate func gate(of batch: UpdateBatch.ID) async throws -> WaveGate? {
        try await updates.gate(of: batch, as: ada)
    }
}
