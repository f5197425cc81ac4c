import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

/// A rollout of one batch: one pause, whichever of the two it comes through.
@Suite struct RolloutServiceTests {
    @Test func `creating a rollout creates its batch`() async throws {
        try await withFleet { fleet in
            let request = BatchRequest(
                name: "spring", firmware: .id(fleet.release.id), target: .organization("acme"), requestID: "r-1")
            let (rollout, created) = try await fleet.services.rollouts.create(request, as: fleet.ada)
            #expect(rollout.id == created.batch.rolloutID)
            #expect(rollout.status == .pending && rollout.counters == created.batch.counters)
            let again = try await fleet.services.rollouts.create(request, as: fleet.ada)
            #expect(again.rollout == rollout && again.created.wasRepeat)
        }
    }

    @Test(arguments: Way.allCases, [true, false]) func `a pause is one, whichever way it comes and goes`(
        way: Way, isStarted: Bool
    ) async throws {
        try await withFleet { fleet in
            let batch = isStarted ? try await fleet.startBatch(of: 2).id : try await fleet.createBatch(of: 2).id
            let rollout = try await fleet.batch(batch).rolloutID
            let running = isStarted ? "in_progress" : "pending"
            #expect(try await fleet.states(rollout, [batch]) == [running, running])
            let before = try await fleet.events().count
            for _ in 0..<2 {
                try await way.pause(fleet, rollout, batch)
                #expect(try await fleet.states(rollout, [batch]) == ["paused", "paused"])
            }
            for _ in 0..<2 {
                try await way.other.resume(fleet, rollout, batch)
                #expect(try await fleet.states(rollout, [batch]) == [running, running])
            }
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.batchPaused, .batchResumed])
            #expect(events.map(\.detail) == ["look first", "on"])
            #expect(events.allSatisfy { $0.subject.batchID == batch && $0.subject.rolloutID == rollout })
        }
    }

    @Test(arguments: Way.allCases) func `a cancellation is one, and so is the end`(way: Way) async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            let rollout = try await fleet.batch(batch).rolloutID
            try await fleet.take(sessions[0], to: .flashed)
            try await way.pause(fleet, rollout, batch)
            let before = try await fleet.events().count
            for _ in 0..<2 {
                try await way.cancel(fleet, rollout, batch)
                #expect(try await fleet.states(rollout, [batch]) == ["cancelling", "cancelling"])
            }
            #expect(try await fleet.rollout(rollout).resumedAt == fleet.clock.now)
            _ = try await fleet.updates.complete(sessions[0], checksum: fleet.release.checksum, as: fleet.device(0))
            #expect(try await fleet.states(rollout, [batch]) == ["cancelled", "cancelled"])
            #expect(try await fleet.batch(batch).failureReason == "cancelled by ada: smoke")
            #expect(
                try await fleet.eventKinds(after: before) == [.batchCancelling, .sessionCompleted, .batchCancelled])
        }
    }

    @Test(arguments: Way.allCases) func `a pair that was paused before there was a way to each goes on by either`(
        way: Way
    ) async throws {
        try await withFleet { fleet in
            let (batch, _) = try await fleet.startBatch()
            let rollout = try await fleet.batch(batch).rolloutID
            try await fleet.setState(of: batch, to: .paused)
            fleet.clock.advance(by: .seconds(60))
            try await way.resume(fleet, rollout, batch)
            #expect(try await fleet.states(rollout, [batch]) == ["in_progress", "in_progress"])
            #expect(try await fleet.rollout(rollout).resumedAt == fleet.clock.now)
        }
    }

    @Test func `an ended rollout refuses, by its own code`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            let rollout = try await fleet.batch(batch).rolloutID
            try await fleet.take(sessions[0], to: .completed)
            let rollouts = fleet.services.rollouts
            #expect(try await fleet.states(rollout, [batch]) == ["completed", "completed"])
            #expect(await code { try await rollouts.pause(rollout, as: fleet.ada) } == "ROLLOUT_002")
            #expect(await code { try await rollouts.resume(rollout, as: fleet.ada) } == "ROLLOUT_002")
            #expect(await code { try await rollouts.cancel(rollout, reason: "x", as: fleet.ada) } == "ROLLOUT_002")
            #expect(await code { try await rollouts.pause(.init(404), as: fleet.ada) } == "ROLLOUT_001")
        }
    }

    @Test func `stopping needs updates stop, going on needs updates write`() async throws {
        try await withFleet { fleet in
            let batch = try await fleet.createBatch()
            let (rollouts, id) = (fleet.services.rollouts, batch.rolloutID)
            let reader = Principal.operator("rita", scopes: [.updatesRead])
            let guardian = Principal.operator("gus", scopes: [.updatesStop])
            let writer = Principal.operator("wanda", scopes: [.updatesWrite])
            #expect(try await rollouts.rollout(id, as: reader).id == id)
            #expect(await code { try await rollouts.rollout(id, as: guardian) } == "AUTH_003")
            #expect(await code { try await rollouts.pause(id, as: reader) } == "AUTH_003")
            #expect(await code { try await rollouts.cancel(id, reason: "x", as: reader) } == "AUTH_003")
            _ = try await rollouts.pause(id, as: guardian)
            #expect(await code { try await rollouts.resume(id, as: guardian) } == "AUTH_003")
            #expect(try await rollouts.resume(id, as: writer).rollout.status == .pending)
            #expect(try await rollouts.cancel(id, reason: "x", as: guardian).status == .cancelled)
        }
    }

    @Test func `a reason is text, and required to cancel`() async throws {
        try await withFleet { fleet in
            let (rollouts, id) = (fleet.services.rollouts, try await fleet.createBatch().rolloutID)
            for reason in ["", " \u{A0}", "a\u{7}", String(repeating: "x", count: 4_001)] {
                #expect(await code { try await rollouts.cancel(id, reason: reason, as: fleet.ada) } == "REQUEST_001")
            }
            #expect(await code { try await rollouts.pause(id, reason: "a\u{7}", as: fleet.ada) } == "REQUEST_001")
            #expect(await code { try await rollouts.resume(id, reason: "a\u{7}", as: fleet.ada) } == "REQUEST_001")
            #expect(try await fleet.rollout(id).status == .pending)
        }
    }

    @Test func `an attempt that is exhausted ends the rollout with its batch`() async throws {
        try await withFleet(devices: 1) { fleet in
            let batch = try await fleet.createBatch()
            let claim = try #require(try await fleet.processor.claim())
            try await BatchStart(claim, services: fleet.services).exhaust()
            #expect(try await fleet.states(batch.rolloutID, [batch.id]) == ["failed", "failed"])
        }
    }

    /// Through the rollout or through its batch.
    enum Way: String, CaseIterable, Sendable {
        case rollout, batch

        var other: Way { self == .rollout ? .batch : .rollout }

        func pause(_ fleet: StockedFleet, _ rollout: Rollout.ID, _ batch: UpdateBatch.ID) async throws {
            switch self {
            case .rollout: _ = try await fleet.services.rollouts.pause(rollout, reason: "look first", as: fleet.ada)
            case .batch: _ = try await fleet.updates.pauseBatch(batch, reason: "look first", as: fleet.ada)
            }
        }

        func resume(_ fleet: StockedFleet, _ rollout: Rollout.ID, _ batch: UpdateBatch.ID) async throws {
            switch self {
            case .rollout:
                #expect(
                    try await fleet.services.rollouts.resume(rollout, reason: "on", as: fleet.ada).stillPaused == 0)
            case .batch: _ = try await fleet.updates.resumeBatch(batch, reason: "on", as: fleet.ada)
            }
        }

        func cancel(_ fleet: StockedFleet, _ rollout: Rollout.ID, _ batch: UpdateBatch.ID) async throws {
            switch self {
            case .rollout: _ = try await fleet.services.rollouts.cancel(rollout, reason: "smoke", as: fleet.ada)
            case .batch: _ = try await fleet.updates.cancelBatch(batch, reason: "smoke", as: fleet.ada)
            }
        }
    }
}
