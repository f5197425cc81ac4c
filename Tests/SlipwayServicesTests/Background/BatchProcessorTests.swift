import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

@Suite struct BatchProcessorTests {
    @Test func `a pending batch is started in one step`() async throws {
        try await withFleet(devices: 3) { fleet in
            let batch = try await fleet.createBatch(of: 3)
            let before = try await fleet.events().count
            #expect(try await fleet.processor.step())
            #expect(try await !fleet.processor.step())
            let started = try await fleet.batch(batch.id)
            #expect(started.status == .inProgress)
            #expect(started.counters.initiated == 3)
            #expect(started.leaseOwner == nil)
            let sessions = try await fleet.rows(batch.id).compactMap(\.session)
            #expect(sessions.map(\.deadlineAt) == Array(repeating: fleet.clock.now + .seconds(604_800), count: 3))
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.batchStarted])
            #expect(events.first?.actorName == "worker-1")
            #expect(events.first?.detail == "3 of 3 initiated, 0 not possible")
        }
    }

    @Test func `a device that cannot be started fails with its reason`() async throws {
        try await withFleet(devices: 3) { fleet in
            let batch = try await fleet.createBatch(of: 3)
            try await fleet.setStatus(of: 0, active: false)
            try await fleet.setStatus(of: 1, updatesEnabled: false)
            _ = try await fleet.processor.step()
            let rows = try await fleet.rows(batch.id).map(\.batchDevice)
            #expect(rows.map(\.status) == [.failed, .failed, .initiated])
            #expect(rows.map(\.reasonCode) == [.deviceInactive, .updatesDisabled, nil])
        }
    }

    @Test func `a batch of which nothing can be started ends at once`() async throws {
        try await withFleet(devices: 1) { fleet in
            let batch = try await fleet.createBatch()
            try await fleet.setStatus(of: 0, active: false)
            _ = try await fleet.processor.step()
            #expect(try await fleet.batch(batch.id).status == .failed)
            #expect(try await fleet.eventKinds() == [.batchCreated, .batchStarted, .batchFailed])
        }
    }

    @Test func `a device in two batches is started by the first`() async throws {
        try await withFleet(devices: 1) { fleet in
            let first = try await fleet.createBatch()
            let second = try await fleet.createBatch()
            _ = try await fleet.processor.step()
            _ = try await fleet.processor.step()
            #expect(try await fleet.batch(first.id).status == .inProgress)
            #expect(try await fleet.rows(second.id)[0].batchDevice.reasonCode == .alreadyUpdating)
            #expect(try await fleet.batch(second.id).status == .failed)
        }
    }

    @Test(arguments: [UpdateBatchState.paused, .cancelling])
    func `a batch that is held back is not started`(state: UpdateBatchState) async throws {
        try await withFleet(devices: 1) { fleet in
            let batch = try await fleet.createBatch()
            try await fleet.setState(of: batch.id, to: state)
            #expect(try await !fleet.processor.step())
            #expect(try await fleet.batch(batch.id).counters.pending == 1)
        }
    }

    @Test func `a batch that is paused after the claim is not started`() async throws {
        try await withFleet(devices: 1) { fleet in
            let batch = try await fleet.createBatch()
            let claim = try #require(try await fleet.processor.claim())
            try await fleet.setState(of: batch.id, to: .paused)
            try await BatchStart(claim, services: fleet.services).start()
            #expect(try await fleet.batch(batch.id).counters.pending == 1)
            #expect(try await fleet.batch(batch.id).status == .paused)
        }
    }

    @Test func `a halt does not keep a batch from starting`() async throws {
        try await withFleet(devices: 1) { fleet in
            let batch = try await fleet.createBatch()
            try await fleet.setHalted(true)
            _ = try await fleet.processor.step()
            #expect(try await fleet.batch(batch.id).status == .inProgress)
        }
    }

    @Test func `a claim that has passed on starts nothing`() async throws {
        try await withFleet(devices: 1) { fleet in
            let batch = try await fleet.createBatch()
            let slow = try #require(try await fleet.processor.claim())
            fleet.clock.advance(by: .seconds(60))
            let next = try #require(try await BatchProcessor(services: fleet.services, worker: "worker-2").claim())
            try await BatchStart(slow, services: fleet.services).start()
            #expect(try await fleet.batch(batch.id).status == .pending)
            try await BatchStart(next, services: fleet.services).start()
            #expect(try await fleet.batch(batch.id).status == .inProgress)
        }
    }

    @Test func `after five workers have died of it a batch fails`() async throws {
        try await withFleet(devices: 2) { fleet in
            let batch = try await fleet.createBatch(of: 2)
            for attempt in 1...5 {
                let claim = try #require(try await fleet.processor.claim())
                #expect(claim.attempts == attempt)
                #expect(try await !fleet.processor.step(), "the lease keeps others away")
                fleet.clock.advance(by: .seconds(31) + fleet.services.settings.backoff(afterAttempt: attempt))
            }
            #expect(try await fleet.processor.step())
            #expect(try await fleet.batch(batch.id).status == .failed)
            let rows = try await fleet.rows(batch.id).map(\.batchDevice)
            #expect(rows.map(\.reasonCode) == [.attemptsExhausted, .attemptsExhausted])
            #expect(try await fleet.eventKinds() == [.batchCreated, .batchFailed])
            fleet.clock.advance(by: .seconds(86_400))
            #expect(try await !fleet.processor.step())
        }
    }

    @Test func `an attempt that fails is on record and tried again later, the last one ends the batch`() async throws {
        try await withFleet(devices: 1) { fleet in
            let batch = try await fleet.createBatch()
            for attempt in 1...5 {
                let claim = try #require(try await fleet.processor.claim())
                try await BatchStart(claim, services: fleet.services).noteFailure("disk on fire")
                let expected: UpdateBatchState = attempt < 5 ? .pending : .failed
                #expect(try await fleet.batch(batch.id).status == expected)
                #expect(try await fleet.batch(batch.id).leaseOwner == nil)
                #expect(try await !fleet.processor.step(), "it backs off")
                fleet.clock.advance(by: fleet.services.settings.backoff(afterAttempt: attempt))
            }
            let kinds = try await fleet.eventKinds()
            #expect(
                kinds == [.batchCreated] + Array(repeating: .batchStartFailed, count: 5) + [.batchFailed])
            #expect(try await fleet.events()[1].detail == "attempt 1 of 5: disk on fire")
        }
    }

    @Test func `two processors at once start every batch once`() async throws {
        try await withFileRepository(readers: 2) { repository, clock in
            let fleet = try await makeFleet(of: 20, in: repository, clock: clock)
            for device in fleet.devices {
                let request = BatchRequest(
                    name: device.deviceUID, firmware: .version("2.0.0"), target: .devices(ids: [device.id], uids: []))
                _ = try await fleet.updates.createBatch(request, as: fleet.ada)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        let processor = BatchProcessor(services: fleet.services, worker: "worker-\(worker)")
                        while try await processor.step() {}
                    }
                }
                try await group.waitForAll()
            }
            let started = try await fleet.eventKinds().filter { $0 == .batchStarted }
            #expect(started.count == 20)
            let batches = try await fleet.updates.page(of: BatchQuery(), at: .first, limit: 100, as: fleet.ada).rows
                .map(\.batch)
            #expect(batches.allSatisfy { $0.status == .inProgress && $0.attempts == 1 })
        }
    }
}
