import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct SingleUpdateTests {
    @Test func `an update of one device goes its way without a batch`() async throws {
        try await withFleet { fleet in
            let row = try await fleet.updates.startUpdate(of: "dev-001", to: fleet.release.id, as: fleet.ada)
            #expect(row.session.updateStatus == .initiated)
            #expect(row.batchID == nil)
            #expect(row.session.deadlineAt == fleet.clock.now + .seconds(7 * 86_400))
            try await fleet.take(row.session.sessionID, to: .completed)
            #expect(try await fleet.session(row.session.sessionID).updateStatus == .completed)
            #expect(try await fleet.device(at: 0).firmwareVersion == fleet.release.version)
            #expect(
                try await fleet.eventKinds() == [
                    .sessionInitiated, .sessionAcknowledged, .sessionDownloading, .sessionFlashed, .sessionCompleted,
                ])
        }
    }

    @Test func `a device that is updating gets no second update`() async throws {
        try await withFleet { fleet in
            _ = try await fleet.startBatch()
            let refusal = await code {
                try await fleet.updates.startUpdate(of: "dev-001", to: fleet.release.id, as: fleet.ada)
            }
            #expect(refusal == "OTA_001")
        }
    }

    @Test(arguments: [
        (Unsuited.inactive, "DEVICE_003"), (.updatesOff, "DEVICE_004"), (.oldVersion, "FIRMWARE_004"),
        (.otherHardware, "FIRMWARE_009"), (.draft, "FIRMWARE_003"), (.unknownRelease, "FIRMWARE_001"),
    ])
    fileprivate func `what a batch would leave out is refused`(unsuited: Unsuited, expected: String) async throws {
        try await withFleet { fleet in
            let firmware = try await unsuited.prepare(fleet)
            let refusal = await code { try await fleet.updates.startUpdate(of: "dev-001", to: firmware, as: fleet.ada) }
            #expect(refusal == expected)
            #expect(try await fleet.eventKinds() == [])
        }
    }
}

private enum Unsuited: CaseIterable {
    case inactive, updatesOff, oldVersion, otherHardware, draft, unknownRelease

    func prepare(_ fleet: StockedFleet) async throws -> FirmwareRelease.ID {
        switch self {
        case .inactive: try await fleet.setStatus(of: 0, active: false)
        case .updatesOff: try await fleet.setStatus(of: 0, updatesEnabled: false)
        case .oldVersion:
            return try await insert(into: fleet) { try $0.insertRelease(version: "3.0.0", minimumVersion: "1.5.0") }
        case .otherHardware:
            return try await insert(into: fleet) { try $0.insertRelease(version: "3.0.0", hardwareVersions: ["rev-z"]) }
        case .draft: return try await insert(into: fleet) { try $0.insertRelease(version: "3.0.0", status: .draft) }
        case .unknownRelease: return FirmwareRelease.ID(404)
        }
        return fleet.release.id
    }

    private func insert(
        into fleet: StockedFleet, _ release: @escaping @Sendable (any RepositoryTransaction) throws -> FirmwareRelease
    ) async throws -> FirmwareRelease.ID {
        try await fleet.services.repository.write { try release($0).id }
    }
}
