import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

/// A rollout of several batches has a pause of its own above theirs.
@Suite struct SeveralBatchesTests {
    @Test func `a batch is paused by itself, and its rollout goes on`() async throws {
        try await withFleet { fleet in
            let (id, batches, sessions) = try await fleet.startRollout(of: [1, 2])
            _ = try await fleet.updates.pauseBatch(batches[0], as: fleet.ada)
            #expect(try await fleet.states(id, batches) == ["in_progress", "paused", "in_progress"])
            #expect(await hold(sessions[0], of: 0, in: fleet) == .batchPaused)
            #expect(await hold(sessions[1], of: 1, in: fleet) == nil)
        }
    }

    @Test func `pausing the rollout is one row that holds all of it`() async throws {
        try await withFleet { fleet in
            let (id, batches, sessions) = try await fleet.startRollout(of: [1, 2])
            let before = try await fleet.events().count
            for _ in 0..<2 {
                let paused = try await fleet.services.rollouts.pause(id, reason: "look first", as: fleet.ada)
                #expect(paused.status == .paused)
            }
            #expect(try await fleet.states(id, batches) == ["paused", "in_progress", "in_progress"])
            for index in 0..<2 { #expect(await hold(sessions[index], of: index, in: fleet) == .rolloutPaused) }
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.rolloutPaused])
            #expect(events.first?.detail == "look first")
            #expect(events.first?.subject == EventSubject(of: try await fleet.rollout(id)))
        }
    }

    @Test func `resuming the rollout leaves a batch that was paused by itself, and says so`() async throws {
        try await withFleet { fleet in
            let (id, batches, sessions) = try await fleet.startRollout(of: [1, 2])
            _ = try await fleet.updates.pauseBatch(batches[0], as: fleet.ada)
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            fleet.clock.advance(by: .seconds(60))
            let resumed = try await fleet.services.rollouts.resume(id, reason: "all well", as: fleet.ada)
            #expect(resumed.stillPaused == 1)
            #expect(resumed.rollout.status == .inProgress)
            #expect(resumed.rollout.resumedAt == fleet.clock.now)
            #expect(try await fleet.states(id, batches) == ["in_progress", "paused", "in_progress"])
            let event = try await fleet.events().last
            #expect(event?.kind == .rolloutResumed)
            #expect(event?.detail == "all well; 1 batch stays paused")
            #expect(await hold(sessions[0], of: 0, in: fleet) == .batchPaused)
            #expect(await hold(sessions[1], of: 1, in: fleet) == nil)
        }
    }

    @Test func `no batch of a paused rollout is started until it goes on`() async throws {
        try await withFleet { fleet in
            let (id, batches) = try await fleet.createRollout(of: [1, 2])
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            #expect(try await !fleet.processor.step())
            #expect(try await fleet.services.repository.read { try $0.batchToStartSince() } == nil)
            #expect(try await fleet.services.rollouts.resume(id, as: fleet.ada).rollout.status == .pending)
            #expect(try await fleet.processor.step())
            #expect(try await fleet.states(id, batches) == ["in_progress", "in_progress", "pending"])
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            #expect(try await !fleet.processor.step())
            #expect(try await fleet.services.rollouts.resume(id, as: fleet.ada).rollout.status == .inProgress)
            #expect(try await fleet.processor.step())
            #expect(try await fleet.states(id, batches) == ["in_progress", "in_progress", "in_progress"])
        }
    }

    @Test(arguments: [true, false]) func `a rollout that is stopped after the claim starts nothing`(
        isPaused: Bool
    ) async throws {
        try await withFleet { fleet in
            let (id, batches) = try await fleet.createRollout(of: [1, 2])
            let claim = try #require(try await fleet.processor.claim())
            try await fleet.services.repository.write {
                try $0.setState(of: id, to: isPaused ? .paused : .cancelling)
            }
            try await BatchStart(claim, services: fleet.services).start()
            #expect(try await fleet.batch(batches[0]).counters.pending == 1)
            #expect(try await fleet.batch(batches[0]).leaseOwner == nil)
        }
    }

    @Test func `after the end of its own pause a batch has its full time, and the others what they had`() async throws {
        try await withFleet { fleet in
            let (_, batches, sessions) = try await fleet.startRollout(of: [1, 2])
            for index in 0..<2 { try await fleet.take(sessions[index], of: index, to: .acknowledged) }
            _ = try await fleet.updates.pauseBatch(batches[0], as: fleet.ada)
            fleet.clock.advance(by: .seconds(3_600))
            _ = try await fleet.sweep.step()
            _ = try await fleet.updates.resumeBatch(batches[0], as: fleet.ada)
            fleet.clock.advance(by: .seconds(3_600))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).updateStatus == .acknowledged)
            #expect(try await fleet.session(sessions[1]).updateStatus == .failed)
            fleet.clock.advance(by: .seconds(3_600))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).updateStatus == .failed)
        }
    }

    @Test func `a silent device stays silent when another batch goes on`() async throws {
        try await withFleet { fleet in
            let (_, batches, sessions) = try await fleet.startRollout(of: [1, 2])
            try await fleet.take(sessions[1], of: 1, to: .acknowledged)
            _ = try await fleet.updates.pauseBatch(batches[0], as: fleet.ada)
            fleet.clock.advance(by: .seconds(3_000))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batches[1]).counters.silent == 1)
            _ = try await fleet.updates.resumeBatch(batches[0], as: fleet.ada)
            fleet.clock.advance(by: .seconds(1))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.batch(batches[1]).counters.silent == 1)
        }
    }

    @Test func `the rollout ends with the last of its batches, whichever that is`() async throws {
        try await withFleet { fleet in
            let (id, batches, sessions) = try await fleet.startRollout(of: [1, 2])
            _ = try await fleet.updates.fail(sessions[1], reason: "x", as: fleet.device(1))
            _ = try await fleet.updates.fail(sessions[2], reason: "x", as: fleet.device(2))
            #expect(try await fleet.states(id, batches) == ["in_progress", "in_progress", "failed"])
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            _ = try await fleet.services.rollouts.resume(id, as: fleet.ada)
            try await fleet.take(sessions[0], to: .flashed)
            _ = try await fleet.services.rollouts.pause(id, as: fleet.ada)
            let before = try await fleet.events().count
            _ = try await fleet.updates.complete(sessions[0], checksum: fleet.release.checksum, as: fleet.device(0))
            #expect(try await fleet.states(id, batches) == ["completed", "completed", "failed"])
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.sessionCompleted, .batchCompleted, .rolloutEnded])
            #expect(events.last?.detail == "completed: 1 of 3 succeeded, 2 failed")
        }
    }

    @Test func `cancelling the rollout cancels each of its batches, and it ends with what has flashed`() async throws {
        try await withFleet(devices: 4) { fleet in
            let (id, batches, sessions) = try await fleet.startRollout(of: [1, 2, 1])
            try await fleet.take(sessions[0], to: .flashed)
            _ = try await fleet.updates.pauseBatch(batches[1], as: fleet.ada)
            let before = try await fleet.events().count
            let cancelled = try await fleet.services.rollouts.cancel(id, reason: "bricks rev-a", as: fleet.ada)
            #expect(cancelled.status == .cancelling)
            #expect(try await fleet.states(id, batches) == ["cancelling", "cancelling", "cancelled", "cancelled"])
            for batch in batches {
                #expect(try await fleet.batch(batch).failureReason == "cancelled by ada: bricks rev-a")
            }
            #expect(try await fleet.services.rollouts.cancel(id, reason: "again", as: fleet.ada) == cancelled)
            _ = try await fleet.updates.complete(sessions[0], checksum: fleet.release.checksum, as: fleet.device(0))
            #expect(try await fleet.states(id, batches) == Array(repeating: "cancelled", count: 4))
            let events = try await fleet.events().dropFirst(before)
            #expect(
                events.map(\.kind) == [
                    .rolloutCancelling, .batchCancelling, .batchCancelling, .batchCancelling, .batchCancelled,
                    .batchCancelled, .sessionCompleted, .batchCancelled, .rolloutEnded,
                ])
            #expect(events.last?.detail == "cancelled: 1 of 4 succeeded, 3 failed")
        }
    }

    @Test func `a cancellation that was cut off is carried on by a worker, in the words of who began it`() async throws
    {
        try await withFleet { fleet in
            let (id, batches, sessions) = try await fleet.startRollout(of: [1, 2])
            let rollout = try await fleet.rollout(id)
            // What the first transaction of a cancellation leaves behind, where its process dies after it.
            try await fleet.services.repository.write { transaction in
                try transaction.setState(of: id, to: .cancelling)
                try transaction.append(
                    batches.map { batch in
                        let subject = EventSubject(
                            organizationID: rollout.organizationID, rolloutID: id, batchID: batch)
                        return NewEvent(.batchCancelling, by: fleet.ada, on: subject, detail: "smoke")
                    })
            }
            #expect(await hold(sessions[0], of: 0, in: fleet) == .rolloutCancelling)
            #expect(try await fleet.states(id, batches) == ["cancelling", "in_progress", "in_progress"])
            #expect(try await fleet.processor.step())
            #expect(try await fleet.states(id, batches) == ["cancelling", "cancelled", "in_progress"])
            #expect(try await fleet.processor.step())
            #expect(try await fleet.states(id, batches) == ["cancelled", "cancelled", "cancelled"])
            #expect(try await !fleet.processor.step())
            #expect(try await fleet.batch(batches[1]).failureReason == "cancelled by ada: smoke")
            #expect(try await fleet.events().last?.actorName == "worker-1")
        }
    }

    @Test func `a batch is cancelled by itself, and the last one ends the rollout`() async throws {
        try await withFleet { fleet in
            let (id, batches, sessions) = try await fleet.startRollout(of: [1, 2])
            _ = try await fleet.updates.cancelBatch(batches[1], reason: "x", as: fleet.ada)
            #expect(try await fleet.states(id, batches) == ["in_progress", "in_progress", "cancelled"])
            try await fleet.take(sessions[0], to: .completed)
            #expect(try await fleet.states(id, batches) == ["completed", "completed", "cancelled"])
            #expect(try await fleet.eventKinds().last == .rolloutEnded)
        }
    }

    /// What keeps the session from going on; none where it may.
    private func hold(_ session: SessionID, of device: Int, in fleet: StockedFleet) async -> HoldReason? {
        do {
            let context = try await fleet.services.repository.read { try $0.sessionContext(session) }
            _ = try await fleet.updates.acknowledge(session, as: fleet.device(device))
            #expect(context?.hold == nil)
            return nil
        } catch SlipwayError.held(let reason) {
            return reason
        } catch {
            Issue.record(error)
            return nil
        }
    }
}
