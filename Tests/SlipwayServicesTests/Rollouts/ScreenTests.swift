import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct ScreenTests {
    @Test func `home shows the most urgent first, and then the newest`() async throws {
        try await withFleet(devices: 9) { fleet in
            let failing = try await fleet.startBatch(of: 6)
            for index in 0..<5 {
                _ = try await fleet.updates.fail(failing.sessions[index], reason: "boot loop", as: fleet.device(index))
            }
            var single: [UpdateBatch.ID] = []
            for device in fleet.devices.suffix(3) {
                let request = BatchRequest(
                    name: "one", firmware: .version("2.0.0"), target: .devices(ids: [device.id], uids: []))
                single.append(try await fleet.updates.createBatch(request, as: fleet.ada).batch.id)
                if single.count < 3 { _ = try await fleet.processor.step() }
            }
            let ended = try await fleet.rows(single[0])[0].session?.sessionID
            _ = try await fleet.updates.cancelSession(try #require(ended), as: fleet.ada)

            let home = try await fleet.updates.home(as: fleet.ada, endedLimit: 10)
            #expect(home.rollouts.map(\.summary.batchID) == [failing.id, single[1], single[2], single[0]])
            #expect(home.rollouts.map(\.attention) == [.failing, .running, .pending, .ended])
            #expect(home.rollouts.map(\.rate?.finished) == [5, 0, 0, 1])
            #expect(home.at == fleet.clock.now)
            #expect(home.service.workWaitingSince != nil)
            #expect(!home.service.workerAlive)
            #expect(!home.openIsCapped)
        }
    }

    @Test func `the live view is of one moment`() async throws {
        try await withFleet(devices: 2) { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            _ = try await fleet.updates.fail(sessions[0], reason: "error 17", as: fleet.device(0))
            let view = try await fleet.updates.live(batch, as: fleet.ada, limits: BatchLiveLimits())
            #expect(view.live.batch.counters.failed == 1)
            #expect(view.live.firmwareVersion == "2.0.0")
            #expect(view.live.reasons.map(\.cause) == [.failed("error #")])
            #expect(view.rate.finished == 1)
            #expect(view.at == fleet.clock.now)
            #expect(view.mark == (try await fleet.updates.changeMark()))
        }
    }

    @Test func `an unknown batch is not found`() async throws {
        try await withFleet { fleet in
            let unknown = UpdateBatch.ID(99)
            let (updates, ada) = (fleet.updates, fleet.ada)
            let first = PagePosition<UpdateBatchDevice.ID>.first
            #expect(await code { try await updates.batch(unknown, as: ada) } == "BATCH_002")
            #expect(await code { try await updates.batchDevices(unknown, as: ada, at: first, limit: 1) } == "BATCH_002")
            #expect(await code { try await updates.live(unknown, as: ada, limits: BatchLiveLimits()) } == "BATCH_002")
        }
    }
}
