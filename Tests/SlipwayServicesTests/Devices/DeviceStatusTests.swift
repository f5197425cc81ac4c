import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct DeviceStatusTests {
    @Test func `deactivated, a device loses the update that it has not flashed, and is offered none`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            try await fleet.take(sessions[1], of: 1, to: .flashed)
            let result = try await fleet.services.devices.setStatus(
                of: ["dev-001", "dev-002"], active: false, as: fleet.ada)
            #expect(result.devices.allSatisfy { !$0.active } && result.cancelledSessions == 1)
            let states = try await fleet.rows(batch).map(\.session?.updateStatus)
            #expect(states == [.cancelled, .flashed])
            let refusal = await code {
                try await fleet.updates.check(uid: "dev-001", reportedVersion: nil, as: fleet.device(0))
            }
            #expect(refusal == SlipwayError.deviceInactive("dev-001").code)
        }
    }

    @Test func `switched twice it is one event`() async throws {
        try await withFleet { fleet in
            let before = try await fleet.events().count
            for _ in 1...2 {
                _ = try await fleet.services.devices.setStatus(of: "dev-001", updatesEnabled: false, as: fleet.ada)
            }
            let kinds = try await fleet.eventKinds(after: before)
            #expect(kinds == [.deviceUpdatesOff])
            _ = try await fleet.services.devices.setStatus(of: "dev-001", updatesEnabled: true, as: fleet.ada)
            let device = try await fleet.device(at: 0)
            #expect(device.updatesEnabled)
        }
    }

    @Test func `every fault of a call is named at once, and changes nothing`() async throws {
        try await withFleet { fleet in
            let uids = (0...DeviceService.statusLimit).map { "dev-\($0)" }
            do {
                _ = try await fleet.services.devices.setStatus(of: uids, as: fleet.ada)
                Issue.record("it was accepted")
            } catch let error as SlipwayError {
                guard case .invalidRequest(let faults) = error else { throw error }
                #expect(faults.count == 2)
            }
        }
    }
}
