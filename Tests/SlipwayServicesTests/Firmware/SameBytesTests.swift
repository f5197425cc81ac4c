import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// One image under two versions: an old one that comes as a new one is installed again.
@Suite struct SameBytesTests {
    @Test func `the same bytes under a second version are refused by the name of the first, and nothing is stored`()
        async throws
    {
        try await withFleet(devices: 0) { fleet in
            _ = try await fleet.importBytes(.example(version: "3.0.0"))
            await #expect(throws: SlipwayError.firmwareBytesExist(version: "99.0.0", others: ["3.0.0"])) {
                try await fleet.importBytes(.example(version: "99.0.0"))
            }
            #expect(try await fleet.eventKinds() == [.firmwareImported])
        }
    }

    @Test func `said to be meant they are imported, and the event names the newest that have them`() async throws {
        try await withFleet(devices: 0) { fleet in
            for version in ["3.0.0", "3.1.0", "3.2.0", "3.3.0"] {
                _ = try await fleet.importBytes(.example(version: version, allowsSameBytes: true))
            }
            _ = try await fleet.importBytes(.example(version: "4.0.0", allowsSameBytes: true))
            #expect(try await fleet.events().last?.detail.hasSuffix(", the same bytes as 3.3.0, 3.2.0, 3.1.0") == true)
        }
    }

    @Test func `the same version again is refused as a version that exists`() async throws {
        try await withFleet(devices: 0) { fleet in
            _ = try await fleet.importBytes(.example(version: "3.0.0"))
            #expect(await code { try await fleet.importBytes(.example(version: "3.0.0")) } == "FIRMWARE_007")
        }
    }

    @Test func `a release of another organization is neither named nor in the way`() async throws {
        try await withFleet(devices: 0) { fleet in
            let beta = try await fleet.services.repository.write { try $0.insertOrganization(name: "beta") }
            let (own, other) = (
                Principal.operator("alma", organization: .one(fleet.acme.id)),
                Principal.operator("eve", organization: .one(beta.id))
            )
            _ = try await fleet.importBytes(.example(version: "3.0.0"), by: own)
            #expect(try await fleet.importBytes(.example(version: "3.1.0"), by: other).organizationID == beta.id)
            #expect(try await fleet.events().last?.detail.contains("same bytes") == false)
            await #expect(throws: SlipwayError.firmwareBytesExist(version: "3.2.0", others: ["3.0.0"])) {
                try await fleet.importBytes(.example(version: "3.2.0"), by: own)
            }
            await #expect(throws: SlipwayError.firmwareBytesExist(version: "3.2.0", others: ["3.1.0", "3.0.0"])) {
                try await fleet.importBytes(.example(version: "3.2.0"))
            }
        }
    }
}
