import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct PausedBatchTests {
    @Test func `a paused batch is not started, and starts once it is resumed`() async throws {
        try await withFleet { fleet in
            let batch = try await fleet.createBatch(of: 2)
            #expect(try await fleet.updates.pauseBatch(batch.id, as: fleet.ada).status == .paused)
            #expect(try await !fleet.processor.step())
            #expect(try await fleet.batch(batch.id).counters.pending == 2)
            let resumed = try await fleet.updates.resumeBatch(batch.id, as: fleet.ada)
            #expect(resumed.status == .pending)
            #expect(try await fleet.processor.step())
            #expect(try await fleet.batch(batch.id).status == .inProgress)
        }
    }

    @Test func `pausing and resuming leave an event each, and none where nothing changes`() async throws {
        try await withFleet { fleet in
            let (batch, _) = try await fleet.startBatch()
            let before = try await fleet.events().count
            for _ in 0..<2 {
                let paused = try await fleet.updates.pauseBatch(batch, reason: "look first", as: fleet.ada)
                #expect(paused.status == .paused)
            }
            for _ in 0..<2 {
                #expect(try await fleet.updates.resumeBatch(batch, as: fleet.ada).status == .inProgress)
            }
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.batchPaused, .batchResumed])
            #expect(events.map(\.detail) == ["look first", ""])
            #expect(events.allSatisfy { $0.actorName == "ada" && $0.subject.batchID == batch })
        }
    }

    @Test func `after a resume every session has its full time again`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 3)
            try await fleet.take(sessions[1], of: 1, to: .acknowledged)
            try await fleet.take(sessions[2], of: 2, to: .downloading)
            fleet.clock.advance(by: .seconds(7_000))
            _ = try await fleet.updates.pauseBatch(batch, as: fleet.ada)
            fleet.clock.advance(by: .seconds(30 * 86_400))
            _ = try await fleet.updates.resumeBatch(batch, as: fleet.ada)
            let resumed = fleet.clock.now
            _ = try await fleet.sweep.step()
            let sessionsNow = try await fleet.rows(batch).compactMap(\.session)
            #expect(sessionsNow.map(\.updateStatus) == [.initiated, .acknowledged, .downloading])
            #expect(sessionsNow.map(\.deadlineAt) == [604_800, 7_200, 7_200].map { resumed + .seconds($0) })
            fleet.clock.advance(by: .seconds(7_200))
            _ = try await fleet.sweep.step()
            #expect(
                try await fleet.rows(batch).compactMap(\.session?.updateStatus) == [.initiated, .failed, .failed])
        }
    }

    @Test func `a paused batch whose devices are all final ends`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .flashed)
            _ = try await fleet.updates.pauseBatch(batch, as: fleet.ada)
            _ = try await fleet.updates.complete(sessions[0], checksum: fleet.release.checksum, as: fleet.device(0))
            #expect(try await fleet.batch(batch).status == .completed)
            #expect(await code { try await fleet.updates.pauseBatch(batch, as: fleet.ada) } == "BATCH_003")
            #expect(await code { try await fleet.updates.resumeBatch(batch, as: fleet.ada) } == "BATCH_003")
        }
    }

    @Test func `stopping needs updates stop, going on needs updates write`() async throws {
        try await withFleet { fleet in
            let (batch, _) = try await fleet.startBatch()
            let (updates, reader) = (fleet.updates, Principal.operator("rita", scopes: [.updatesRead]))
            let guardian = Principal.operator("gus", scopes: [.updatesStop])
            #expect(await code { try await updates.pauseBatch(batch, as: reader) } == "AUTH_003")
            #expect(await code { try await updates.cancelBatch(batch, reason: "x", as: reader) } == "AUTH_003")
            #expect(await code { try await updates.halt(organization: nil, reason: "x", as: reader) } == "AUTH_003")
            _ = try await updates.pauseBatch(batch, as: guardian)
            _ = try await updates.halt(organization: nil, reason: "x", as: guardian)
            #expect(await code { try await updates.resumeBatch(batch, as: guardian) } == "AUTH_003")
            #expect(await code { try await updates.release(organization: nil, as: guardian) } == "AUTH_003")
            let writer = Principal.operator("wanda", scopes: [.updatesWrite])
            _ = try await updates.release(organization: nil, as: writer)
            _ = try await updates.resumeBatch(batch, as: writer)
            #expect(try await updates.cancelBatch(batch, reason: "x", as: guardian).status == .cancelled)
        }
    }
}
