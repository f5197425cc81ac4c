import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A download that is open when a stop returns gets no byte more.
@Suite struct CutDownloadTests {
    enum Stop: CaseIterable {
        case pause, cancel, haltOrganization, haltEverything, deactivate, updatesOff
    }

    @Test(arguments: Stop.allCases)
    func `an open download is cut`(by stop: Stop) async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            let (updates, devices) = (fleet.updates, fleet.services.devices)
            switch stop {
            case .pause: _ = try await updates.pauseBatch(batch, as: fleet.ada)
            case .cancel: _ = try await updates.cancelBatch(batch, reason: "x", as: fleet.ada)
            case .haltOrganization: _ = try await updates.halt(organization: "acme", reason: "x", as: fleet.ada)
            case .haltEverything: _ = try await updates.halt(organization: nil, reason: "x", as: fleet.ada)
            case .deactivate: _ = try await devices.setStatus(of: "dev-001", active: false, as: fleet.ada)
            case .updatesOff: _ = try await devices.setStatus(of: "dev-001", updatesEnabled: false, as: fleet.ada)
            }
            let refusal = await code {
                try await updates.readBytes(sessions[0], offset: 10, size: 10, as: fleet.device(0))
            }
            #expect(refusal != nil)
        }
    }

    @Test func `resumed, it goes on where it was`() async throws {
        try await withFleet { fleet in
            let (batch, sessions) = try await fleet.startBatch()
            try await fleet.take(sessions[0], to: .downloading)
            _ = try await fleet.updates.pauseBatch(batch, as: fleet.ada)
            _ = try await fleet.updates.resumeBatch(batch, as: fleet.ada)
            let bytes = try await fleet.updates.readBytes(sessions[0], offset: 10, size: 10, as: fleet.device(0))
            #expect(bytes.count == 10)
        }
    }
}
