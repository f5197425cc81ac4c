import Foundation
import Logging
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What signing keys mean for the releases that are imported and approved, where bare signatures are allowed.
@Suite struct SignedReleaseTests {
    private let pair = SigningPair()

    @Test func `a signed release is imported and approved, and the events name the key`() async throws {
        try await withKey { fleet in
            let signature = try pair.signature(of: Self.bytes)
            let release = try await fleet.importBytes(signature)
            #expect(release.digitalSignature == signature.text)
            #expect(try await fleet.approve().releaseStatus == .approved)
            #expect(
                try await fleet.events().map(\.detail).suffix(3) == [
                    "3.0.0, 5 bytes, SHA-256 \(release.checksum), signed with release", "3.0.0 from draft to testing",
                    "3.0.0 from testing to approved, signed with release",
                ])
        }
    }

    @Test func `any of several keys will do`() async throws {
        try await withKey { fleet in
            let other = SigningPair()
            try await fleet.add("another", other)
            _ = try await fleet.importBytes(try other.signature(of: Self.bytes))
            #expect(try await fleet.approve().releaseStatus == .approved)
        }
    }

    @Test func `a signature by another key or of other bytes is refused, and nothing is stored`() async throws {
        try await withKey { fleet in
            for wrong in [try SigningPair().signature(of: Self.bytes), try pair.signature(of: Array("other".utf8))] {
                await #expect(throws: SlipwayError.firmwareInvalid(.signatureMismatch)) {
                    try await fleet.importBytes(wrong)
                }
            }
            #expect(await code { try await fleet.release() } == "FIRMWARE_001")
            #expect(try await fleet.eventKinds() == [.settingChanged, .signingKeyAdded])
        }
    }

    @Test func `a signature with any bit changed is refused`() async throws {
        try await withKey { fleet in
            let good = try pair.signature(of: Self.bytes).bytes
            _ = try await fleet.importBytes(nil)
            for bit in 0..<512 {
                var bytes = good
                bytes[bit / 8] ^= 1 << (bit % 8)
                let wrong = try #require(FirmwareSignature(bytes))
                #expect(await code { try await fleet.attach(wrong) } == "FIRMWARE_002")
            }
        }
    }

    @Test func `without a signature a release is tested and not approved, until it gets one`() async throws {
        try await withKey { fleet in
            _ = try await fleet.importBytes(nil)
            await #expect(throws: SlipwayError.firmwareInvalid(.unsigned(version: "3.0.0"))) {
                try await fleet.approve()
            }
            #expect(try await fleet.release().releaseStatus == .testing)
            let signature = try pair.signature(of: Self.bytes)
            #expect(try await fleet.attach(signature).digitalSignature == signature.text)
            #expect(try await fleet.events().last?.detail == "3.0.0, signed with release")
            #expect(try await fleet.promote(to: .approved).releaseStatus == .approved)
        }
    }

    @Test func `what a removed key signed needs another signature`() async throws {
        try await withKey { fleet in
            _ = try await fleet.importBytes(try pair.signature(of: Self.bytes))
            let next = SigningPair()
            try await fleet.add("next", next)
            _ = try await fleet.services.firmware.removeSigningKey(named: "release", by: fleet.ada)
            await #expect(throws: SlipwayError.firmwareInvalid(.signatureUnverified(version: "3.0.0"))) {
                try await fleet.approve()
            }
            _ = try await fleet.attach(try next.signature(of: Self.bytes))
            #expect(try await fleet.promote(to: .approved).releaseStatus == .approved)
        }
    }

    @Test func `a signature that was changed in the database is not taken for good`() async throws {
        try await withKey { fleet in
            let release = try await fleet.importBytes(try pair.signature(of: Self.bytes))
            let forged = try SigningPair().signature(of: Self.bytes)
            try await fleet.services.repository.write { try $0.setSignature(of: release.id, to: forged) }
            #expect(await code { try await fleet.approve() } == "FIRMWARE_002")
        }
    }

    @Test func `without keys a signature is kept as it came, and looked at once there are some`() async throws {
        try await withFleet(devices: 0) { fleet in
            let foreign = try SigningPair().signature(of: Self.bytes)
            #expect(try await fleet.importBytes(foreign).digitalSignature == foreign.text)
            #expect(
                try await fleet.events().last?.detail.hasSuffix(
                    ", its signature not verified: no signing key is set") == true)
            try await fleet.add("release", pair)
            #expect(await code { try await fleet.approve() } == "FIRMWARE_002")
            _ = try await fleet.services.firmware.removeSigningKey(named: "release", leavingNone: true, by: fleet.ada)
            #expect(try await fleet.promote(to: .approved).releaseStatus == .approved)
        }
    }

    @Test func `a key that is added while the bytes are hashed counts`() async throws {
        try await withRepository { repository, clock in
            let key = pair.key(named: "release")
            let fleet = try await makeFleet(of: 0, in: repository, clock: clock)
            _ = try await fleet.importBytes(nil)
            _ = try await fleet.promote(to: .testing)
            let late = Services(
                repository: LateKeyRepository(repository: repository, key: key), logger: Logger(label: "test"))
            #expect(
                await code { try await late.firmware.promote("3.0.0", to: .approved, by: fleet.ada) }
                    == "FIRMWARE_002")
            #expect(try await fleet.release().releaseStatus == .testing)
        }
    }

    @Test func `a key that is added while a file is stored counts`() async throws {
        try await withRepository { repository, clock in
            let key = pair.key(named: "release")
            let fleet = try await makeFleet(of: 0, in: repository, clock: clock)
            let late = Services(
                repository: LateKeyRepository(repository: repository, key: key), logger: Logger(label: "test"))
            let foreign = try SigningPair().signature(of: Self.bytes)
            #expect(await code { try await fleet.importBytes(foreign, by: late.firmware) } == "FIRMWARE_002")
            #expect(await code { try await fleet.release() } == "FIRMWARE_001")
        }
    }

    @Test func `the signature of an approved release stays`() async throws {
        try await withKey { fleet in
            let signature = try pair.signature(of: Self.bytes)
            _ = try await fleet.importBytes(signature)
            _ = try await fleet.approve()
            await #expect(
                throws: SlipwayError.firmwareInvalid(.signatureFixed(version: "3.0.0", status: .approved))
            ) { try await fleet.attach(signature) }
        }
    }

    private static let bytes = Array("bytes".utf8)

    private func withKey(_ body: (StockedFleet) async throws -> Void) async throws {
        try await withFleet(devices: 0) { fleet in
            _ = try await fleet.services.sharedSettings.set("bare_signatures", to: "allowed", by: fleet.ada)
            try await fleet.add("release", pair)
            try await body(fleet)
        }
    }
}

/// A repository in which somebody sets a signing key just before each write.
private struct LateKeyRepository: Repository {
    let repository: any Repository
    let key: SigningKey

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await repository.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        let key = key
        try await repository.write { try $0.setSigningKey(key) }
        return try await repository.write(body)
    }
}

extension StockedFleet {
    /// Five bytes as 3.0.0.
    fileprivate func importBytes(
        _ signature: FirmwareSignature?, by service: FirmwareService? = nil
    ) async throws -> FirmwareRelease {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "firmware.bin")
            try Data("bytes".utf8).write(to: file)
            return try await (service ?? services.firmware).importFile(
                at: file.path, as: .example(version: "3.0.0", signature: signature), by: ada)
        }
    }

    fileprivate func attach(
        _ signature: FirmwareSignature, to version: String = "3.0.0"
    ) async throws -> FirmwareRelease {
        try await services.firmware.attach(signature, to: version, by: ada)
    }

    fileprivate func promote(to status: FirmwareReleaseStatus) async throws -> FirmwareRelease {
        try await services.firmware.promote("3.0.0", to: status, by: ada)
    }

    /// By way of testing.
    fileprivate func approve() async throws -> FirmwareRelease {
        _ = try await promote(to: .testing)
        return try await promote(to: .approved)
    }

    fileprivate func release() async throws -> FirmwareRelease {
        try await services.firmware.release(version: "3.0.0", as: ada)
    }
}
