import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Releases that come with a signed manifest, in a database that is made now: a signature alone does not suffice.
@Suite struct SignedManifestTests {
    private let pair = SigningPair()
    private static let bytes = Array("bytes".utf8)

    @Test func `a release with a signed manifest is imported and approved, and the events name the key`() async throws {
        try await withKey { fleet in
            let manifest = try pair.manifest(
                of: Self.bytes, version: "3.0.0", hardwareVersions: ["C", "D"], minimumVersion: "1.0.0")
            let release = try await fleet.importBytes(
                .example(
                    version: "3.0.0", minimumVersion: "1.0.0", hardwareVersions: ["D", "C", "D"], manifest: manifest))
            #expect(release.manifest == manifest.text && release.manifestSignature == manifest.signature.text)
            #expect(release.digitalSignature == nil)
            #expect(try await fleet.approve("3.0.0").releaseStatus == .approved)
            #expect(
                try await fleet.events().map(\.detail).suffix(3) == [
                    "3.0.0, 5 bytes, SHA-256 \(release.checksum), its manifest signed with release",
                    "3.0.0 from draft to testing",
                    "3.0.0 from testing to approved, its manifest signed with release",
                ])
        }
    }

    @Test func `the manifest of an old image does not let it be imported as a new version`() async throws {
        try await withKey { fleet in
            let old = try pair.manifest(of: Self.bytes, version: "1.0.0")
            let fault = FieldFault(
                field: "manifest", fault: "says version \"1.0.0\", and the release has \"99.0.0\"")
            await #expect(throws: SlipwayError.firmwareInvalid(.manifestMismatch([fault]))) {
                try await fleet.importBytes(.example(version: "99.0.0", manifest: old))
            }
            #expect(try await fleet.eventKinds() == [.signingKeyAdded])
        }
    }

    @Test func `every fault of what a release is signed with is named at once, and nothing is stored`() async throws {
        try await withKey { fleet in
            let foreign = SigningPair()
            let manifest = try foreign.manifest(of: Array("others".utf8), version: "3.0.0") { $0 + "colour red\n" }
            let error = await #expect(throws: SlipwayError.self) {
                try await fleet.importBytes(
                    .example(
                        version: "3.0.0", minimumVersion: "2.0.0", signature: try foreign.signature(of: Self.bytes),
                        manifest: manifest))
            }
            guard case .firmwareInvalid(let fault) = error else { return #expect(Bool(false), "\(error as Any)") }
            #expect(error?.code == "FIRMWARE_002" && !fault.isConflict)
            let told = fault.faults.map {
                "\($0.field) " + $0.fault.split(separator: " ").prefix(3).joined(separator: " ")
            }
            #expect(
                told.map { $0.prefix(25) } == [
                    "manifest line 5 is", "manifest says sha256 \"01d", "manifest says size \"6\",",
                    "manifest says minimum non", "manifest_signature is not", "digital_signature is not ",
                ])
            #expect(try await fleet.eventKinds() == [.signingKeyAdded])
        }
    }

    @Test func `without a manifest a signed release is not approved, until it gets one`() async throws {
        try await withKey { fleet in
            _ = try await fleet.importBytes(
                .example(version: "3.0.0", signature: try pair.signature(of: Self.bytes)))
            await #expect(
                throws: SlipwayError.firmwareInvalid(.manifestMissing(version: "3.0.0", hasSignature: true))
            ) { try await fleet.approve("3.0.0") }
            let wrong = try pair.manifest(of: Self.bytes, version: "3.0.1")
            #expect(await code { try await fleet.attach(wrong) } == "FIRMWARE_002")
            let right = try pair.manifest(of: Self.bytes, version: "3.0.0")
            #expect(try await fleet.attach(right).manifest == right.text)
            #expect(try await fleet.events().last?.detail == "3.0.0, its manifest signed with release")
            #expect(try await fleet.promote("3.0.0", to: .approved).releaseStatus == .approved)
            await #expect(
                throws: SlipwayError.firmwareInvalid(.signatureFixed(version: "3.0.0", status: .approved))
            ) { try await fleet.attach(right) }
        }
    }

    @Test func `what a removed key signed needs another signature, of the manifest and of the bytes`() async throws {
        try await withKey { fleet in
            _ = try await fleet.importBytes(
                .example(
                    version: "3.0.0", signature: try pair.signature(of: Self.bytes),
                    manifest: try pair.manifest(of: Self.bytes, version: "3.0.0")))
            let next = SigningPair()
            try await fleet.add("next", next)
            _ = try await fleet.services.firmware.removeSigningKey(named: "release", by: fleet.ada)
            let error = await #expect(throws: SlipwayError.self) { try await fleet.approve("3.0.0") }
            guard case .firmwareInvalid(let fault) = error else { return #expect(Bool(false), "\(error as Any)") }
            #expect(fault.isConflict && fault.faults.map(\.field) == ["manifest_signature", "digital_signature"])
            _ = try await fleet.attach(try next.manifest(of: Self.bytes, version: "3.0.0"))
            #expect(await code { try await fleet.promote("3.0.0", to: .approved) } == "FIRMWARE_002")
            _ = try await fleet.services.firmware.attach(
                try next.signature(of: Self.bytes), to: "3.0.0", by: fleet.ada)
            #expect(try await fleet.promote("3.0.0", to: .approved).releaseStatus == .approved)
        }
    }

    @Test func `a manifest that was changed in the database is not taken for good`() async throws {
        try await withKey { fleet in
            let release = try await fleet.importBytes(
                .example(version: "3.0.0", manifest: try pair.manifest(of: Self.bytes, version: "3.0.0")))
            let other = try pair.manifest(of: Self.bytes, version: "3.0.0", hardwareVersions: ["C"])
            try await fleet.services.repository.write { try $0.setManifest(of: release.id, to: other) }
            let error = await #expect(throws: SlipwayError.self) { try await fleet.approve("3.0.0") }
            #expect(
                error?.message
                    == "firmware 3.0.0 is not approved: manifest: says hardware \"C\", and the release has any")
        }
    }

    @Test func `a signature of a manifest is none of bytes, and the other way round`() async throws {
        try await withKey { fleet in
            let manifest = try pair.manifest(of: Self.bytes, version: "3.0.0")
            #expect(
                await code {
                    try await fleet.importBytes(.example(version: "3.0.0", signature: manifest.signature))
                } == "FIRMWARE_002")
            let swapped = SignedManifest(bytes: manifest.bytes, signature: try pair.signature(of: Self.bytes))
            #expect(
                await code {
                    try await fleet.importBytes(.example(version: "3.0.0", manifest: swapped))
                } == "FIRMWARE_002")
        }
    }

    @Test func `without keys a manifest has to be right, and its signature is looked at once there are some`()
        async throws
    {
        try await withFleet(devices: 0) { fleet in
            let foreign = SigningPair()
            let wrong = try foreign.manifest(of: Self.bytes, version: "3.0.1")
            #expect(
                await code { try await fleet.importBytes(.example(version: "3.0.0", manifest: wrong)) }
                    == "FIRMWARE_002")
            _ = try await fleet.importBytes(
                .example(version: "3.0.0", manifest: try foreign.manifest(of: Self.bytes, version: "3.0.0")))
            #expect(
                try await fleet.events().last?.detail.hasSuffix(
                    ", the signature of its manifest not verified: no signing key is set") == true)
            try await fleet.add("release", pair)
            #expect(await code { try await fleet.approve("3.0.0") } == "FIRMWARE_002")
        }
    }

    private func withKey(_ body: (StockedFleet) async throws -> Void) async throws {
        try await withFleet(devices: 0) { fleet in
            try await fleet.add("release", pair)
            try await body(fleet)
        }
    }
}

extension StockedFleet {
    fileprivate func attach(_ manifest: SignedManifest) async throws -> FirmwareRelease {
        try await services.firmware.attach(manifest, to: "3.0.0", by: ada)
    }
}
