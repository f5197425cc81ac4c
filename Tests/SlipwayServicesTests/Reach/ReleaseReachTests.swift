import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Releases of one organization: its own principals govern them, and no other sees them.
@Suite struct ReleaseReachTests {
    @Test func `an import by a principal of one organization is that organization's, which governs it`() async throws {
        try await withBoth { fleet, own, other, path in
            let firmware = fleet.services.firmware
            let release = try await firmware.importFile(at: path, as: .example(version: "5.0.0"), by: own)
            #expect(release.organizationID == fleet.acme.id)
            #expect(try await firmware.promote("5.0.0", to: .testing, by: own).releaseStatus == .testing)
            #expect(try await firmware.promote("5.0.0", to: .approved, by: own).releaseStatus == .approved)
            #expect(try await firmware.promote("5.0.0", to: .deprecated, by: own).releaseStatus == .deprecated)
            let news = try await fleet.events().suffix(4)
            #expect(news.allSatisfy { $0.subject.organizationID == fleet.acme.id })
            #expect(await code { try await firmware.release(version: "5.0.0", as: other) } == "FIRMWARE_001")
            #expect(try await firmware.release(version: "5.0.0", as: fleet.ada).organizationID == fleet.acme.id)
        }
    }

    @Test func `those who act for all import for all, or for one that they name`() async throws {
        try await withBoth { fleet, _, other, path in
            let firmware = fleet.services.firmware
            let shared = try await firmware.importFile(at: path, as: .example(version: "5.0.0"), by: fleet.ada)
            #expect(shared.organizationID == nil)
            let named = NewFirmwareRelease.example(
                version: "5.1.0", allowsSameBytes: true, organization: fleet.acme.id)
            #expect(try await firmware.importFile(at: path, as: named, by: fleet.ada).organizationID == fleet.acme.id)
            let foreign = NewFirmwareRelease.example(version: "5.2.0", organization: fleet.acme.id)
            #expect(await code { try await firmware.importFile(at: path, as: foreign, by: other) } == "ORG_001")
        }
    }

    @Test func `a version that another organization has taken is refused, and not whose it is`() async throws {
        try await withBoth { fleet, own, other, path in
            let firmware = fleet.services.firmware
            _ = try await firmware.importFile(at: path, as: .example(version: "5.0.0"), by: own)
            await #expect(throws: SlipwayError.firmwareVersionExists("5.0.0")) {
                try await firmware.importFile(at: path, as: .example(version: "5.0.0"), by: other)
            }
        }
    }

    @Test func `a batch leaves the devices of other organizations out, and says why`() async throws {
        try await withBoth { fleet, own, _, _ in
            let release = try await fleet.own("5.0.0")
            let request = BatchRequest(
                name: "both", firmware: .id(release.id), target: .devices(ids: [], uids: ["dev-001", "beta-001"]))
            let plan = try await fleet.updates.planBatch(request, as: fleet.ada).plan
            #expect(plan.included.map(\.deviceUID) == ["dev-001"])
            #expect(plan.skipped == [SkippedDevice(device: "beta-001", reasonCode: .releaseNotAvailable)])
            let created = try await fleet.updates.createBatch(request, as: fleet.ada)
            #expect(created.batch.organizationID == fleet.acme.id)
            _ = try await fleet.processor.step()
            let offer = try await fleet.updates.check(uid: "dev-001", reportedVersion: nil, as: fleet.device(0))
            guard case .available(_, let firmware) = offer else { return #expect(Bool(false), "\(offer)") }
            #expect(firmware == release)
            #expect(try await fleet.updates.page(of: BatchQuery(), at: .first, limit: 9, as: own).rows.count == 1)
        }
    }

    @Test func `a single update to the release of another organization is refused`() async throws {
        try await withBoth { fleet, own, other, _ in
            let release = try await fleet.own("5.0.0")
            let updates = fleet.updates
            #expect(
                await code { try await updates.startUpdate(of: "beta-001", to: release.id, as: fleet.ada) }
                    == "FIRMWARE_011")
            #expect(
                await code { try await updates.startUpdate(of: "beta-001", to: release.id, as: other) }
                    == "FIRMWARE_001")
            #expect(try await updates.startUpdate(of: "dev-001", to: release.id, as: own).firmwareVersion == "5.0.0")
        }
    }

    /// A fleet of `acme` and one device of `beta`, with a principal of each, and a file of firmware.
    private func withBoth(
        _ body: (StockedFleet, _ own: Principal, _ other: Principal, _ file: String) async throws -> Void
    ) async throws {
        try await withFleet(devices: 1) { fleet in
            let beta = try await fleet.services.repository.write { transaction in
                let beta = try transaction.insertOrganization(name: "beta")
                try transaction.insertDevices(1, in: beta.id, prefix: "beta")
                return beta
            }
            try await withTemporaryFolder { folder in
                let file = folder.appending(path: "gateway.bin")
                try Data("bytes".utf8).write(to: file)
                try await body(
                    fleet, .operator("alma", organization: .one(fleet.acme.id)),
                    .operator("eve", organization: .one(beta.id)), file.path)
            }
        }
    }
}

extension StockedFleet {
    /// An approved release of `acme`.
    fileprivate func own(_ version: String) async throws -> FirmwareRelease {
        try await services.repository.write { transaction in
            try transaction.insertRelease(version: version, organization: acme.id)
        }
    }
}
