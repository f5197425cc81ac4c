import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Whether a digital signature lets a release be approved that has no signed manifest.
@Suite struct BareSignatureTests {
    private let pair = SigningPair()
    private static let bytes = Array("bytes".utf8)

    @Test(
        arguments: [
            ("refused", .inherited, "FIRMWARE_002"), ("allowed", .inherited, nil), ("refused", .allowed, nil),
            ("allowed", .refused, "FIRMWARE_002"),
        ] as [(String, BareSignatureRule, String?)])
    func `the rule of an organization counts for its own releases, and else that of the service`(
        service: String, own: BareSignatureRule, expected: String?
    ) async throws {
        try await withSigned { fleet, signed in
            _ = try await fleet.services.organizations.update(
                "acme", OrganizationChange(bareSignatures: own), as: fleet.ada)
            _ = try await fleet.services.sharedSettings.set("bare_signatures", to: service, by: fleet.ada)
            _ = try await fleet.importBytes(signed("3.0.0", fleet.acme.id))
            #expect(await code { try await fleet.approve("3.0.0") } == expected)
            _ = try await fleet.importBytes(signed("3.1.0", nil))
            #expect(await code { try await fleet.approve("3.1.0") } == (service == "allowed" ? nil : "FIRMWARE_002"))
        }
    }

    @Test func `what is approved stays approved`() async throws {
        try await withSigned { fleet, signed in
            _ = try await fleet.services.sharedSettings.set("bare_signatures", to: "allowed", by: fleet.ada)
            _ = try await fleet.importBytes(signed("3.0.0", nil))
            _ = try await fleet.approve("3.0.0")
            _ = try await fleet.services.sharedSettings.set("bare_signatures", to: "refused", by: fleet.ada)
            let release = try await fleet.services.firmware.release(version: "3.0.0", as: fleet.ada)
            #expect(release.releaseStatus == .approved)
            let rules = try await fleet.services.firmware.signatureRules(as: fleet.ada)
            #expect(rules.hasKeys && !rules.allowsBareSignatures)
        }
    }

    @Test func `a change is told by an event of the organization`() async throws {
        try await withFleet(devices: 0) { fleet in
            let change = OrganizationChange(bareSignatures: .refused)
            _ = try await fleet.services.organizations.update("acme", change, as: fleet.ada)
            #expect(try await fleet.events().last?.detail == "bare signatures inherited to refused")
        }
    }

    @Test func `without keys nothing is asked for`() async throws {
        try await withFleet(devices: 0) { fleet in
            _ = try await fleet.importBytes(.example(version: "3.0.0"))
            #expect(try await fleet.approve("3.0.0").releaseStatus == .approved)
        }
    }

    @Test func `keys that are gone without a word are missed`() async throws {
        try await withSigned { fleet, signed in
            _ = try await fleet.importBytes(signed("3.0.0", nil))
            // As a program of the release before removes it, or a person with SQL.
            _ = try await fleet.services.repository.write { try $0.removeSigningKey(named: "release") }
            await #expect(throws: SlipwayError.firmwareInvalid(.keysMissing(version: "3.0.0"))) {
                try await fleet.approve("3.0.0")
            }
            try await fleet.add("again", pair)
            _ = try await fleet.services.firmware.removeSigningKey(
                named: "again", leavingNone: true, by: fleet.ada)
            #expect(try await fleet.promote("3.0.0", to: .approved).releaseStatus == .approved)
        }
    }

    @Test func `a rule that changes while the bytes are hashed counts`() async throws {
        try await withRepository { repository, clock in
            let fleet = try await makeFleet(of: 0, in: repository, clock: clock)
            try await fleet.add("release", pair)
            _ = try await fleet.services.sharedSettings.set("bare_signatures", to: "allowed", by: fleet.ada)
            _ = try await fleet.importBytes(
                .example(version: "3.0.0", signature: try pair.signature(of: Self.bytes)))
            _ = try await fleet.promote("3.0.0", to: .testing)
            let late = Services(repository: LateRuleRepository(repository: repository), logger: .quiet)
            #expect(
                await code { try await late.firmware.promote("3.0.0", to: .approved, by: fleet.ada) }
                    == "FIRMWARE_002")
        }
    }

    /// With a key, and releases that have its signature and no manifest, by version and owner.
    private func withSigned(
        _ body: (StockedFleet, (String, Organization.ID?) throws -> NewFirmwareRelease) async throws -> Void
    ) async throws {
        try await withFleet(devices: 0) { fleet in
            try await fleet.add("release", pair)
            try await body(fleet) { version, owner in
                .example(
                    version: version, signature: try pair.signature(of: Self.bytes), allowsSameBytes: true,
                    organization: owner)
            }
        }
    }
}

/// A repository in which bare signatures are refused just before each write.
private struct LateRuleRepository: Repository {
    let repository: any Repository

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await repository.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        try await repository.write { try $0.setSetting("bare_signatures", to: "refused") }
        return try await repository.write(body)
    }
}
