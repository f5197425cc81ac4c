import HTTPTypes
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct UploadTests {
    private func upload(
        _ world: APIWorld, _ form: FormExample, cutAt count: Int? = nil, headers: HTTPFields = [:]
    ) async throws -> SeenAnswer {
        try await world.send(
            .post, "/api/v2/firmware/upload", token: try await world.token(.firmwareWrite),
            bytes: Array(form.bytes.prefix(count ?? .max)), headers: form.headers)
    }

    @Test func `a form becomes a draft with its bytes`() async throws {
        try await withAPI { world in
            let bytes = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let answer = try await upload(
                world,
                FormExample(
                    fields: ["version": "3.1.0", "channel": "beta", "hardware_versions": "B,C"], file: bytes,
                    fileName: "../../gateway.bin"))
            #expect(answer.status == 201)
            #expect(try answer.json.text("file_name") == "gateway.bin")
            #expect(try answer.json.text("release_status") == "draft")
            #expect(try answer.json.integer("size_bytes") == bytes.count)
            let stored = try await world.fleet.services.firmware.release(version: "3.1.0", as: world.fleet.ada)
            #expect(stored.hardwareVersions == ["B", "C"])
            let pieces = try await world.fleet.services.repository.read { reader in
                try (0..<3).compactMap { try reader.chunk($0, ofSHA256: stored.checksum) }.flatMap { $0 }
            }
            #expect(pieces == bytes)
        }
    }

    @Test func `an upload that breaks off leaves nothing`() async throws {
        try await withAPI { world in
            let form = FormExample(fields: ["version": "3.1.0"], file: [UInt8](repeating: 7, count: 5_000))
            let answer = try await upload(world, form, cutAt: 3_000)
            #expect(answer.status == 400)
            #expect(answer.code == "REQUEST_009")
            let page = try await world.fleet.services.firmware.page(
                of: FirmwareQuery(), at: .first, limit: 9, as: world.fleet.ada)
            #expect(page.rows.map(\.version) == ["2.0.0"])
        }
    }

    @Test func `an upload that no disk can keep is told to come back`() async throws {
        try await withTemporaryFolder { folder in
            var settings = APISettings()
            settings.uploadFolder = folder.appending(path: "missing").path
            try await withAPI(api: settings) { world in
                let form = FormExample(fields: ["version": "3.1.0"], file: [UInt8](repeating: 7, count: 1_000))
                let answer = try await upload(world, form)
                #expect(answer.status == 503)
                #expect(answer.headers[.retryAfter] == "30")
                #expect(
                    answer.text
                        == #"{"code":"REQUEST_012","error":"there is no place for an upload now; try again in 30 s"}"#
                        + "\n")
            }
        }
    }

    @Test func `a file over the limit is 413`() async throws {
        var settings = ServiceSettings()
        settings.firmwareLimit = 1_000
        try await withAPI(services: settings) { world in
            let form = FormExample(fields: ["version": "3.1.0"], file: [UInt8](repeating: 7, count: 1_001))
            let answer = try await upload(world, form)
            #expect(answer.status == 413)
            #expect(answer.code == "FIRMWARE_006")
        }
    }

    @Test func `every fault of a form is named at once`() async throws {
        try await withAPI { world in
            let answer = try await upload(world, FormExample(fields: ["channel": "blue"], file: nil))
            #expect(answer.status == 400)
            #expect(
                try answer.json.objects("details").map { try $0.text("field") } == ["version", "firmware", "channel"])
        }
    }

    @Test func `a signature is verified, and devices and programs get it in base64`() async throws {
        try await withAPI { world in
            let (pair, file) = (SigningPair(), Array("bytes".utf8))
            try await world.add(pair)
            let signature = try pair.signature(of: file)
            let hex = signature.bytes.map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }.joined()
            let form = FormExample(parts: [("version", "3.1.0"), ("digital_signature", hex)], file: file)
            let answer = try await upload(world, form)
            #expect(answer.status == 201)
            #expect(try answer.json.text("digital_signature") == signature.text)
        }
    }

    @Test func `a signed manifest is verified, and programs and devices get its very bytes`() async throws {
        try await withAPI { world in
            let (pair, file) = (SigningPair(), Array("bytes".utf8))
            try await world.add(pair)
            let manifest = try pair.manifest(
                of: file, version: "3.1.0", hardwareVersions: ["rev-a", "rev \u{E9}"])
            let form = FormExample(
                parts: [
                    ("version", "3.1.0"), ("hardware_versions", "rev \u{E9},rev-a"), ("manifest", manifest.text),
                    ("manifest_signature", manifest.signature.text),
                ], file: file)
            let uploaded = try await upload(world, form)
            #expect(uploaded.status == 201)
            #expect(try uploaded.json.text("manifest") == manifest.text)
            #expect(try uploaded.json.text("manifest_signature") == manifest.signature.text)
            let id = try uploaded.json.integer("id")
            let token = try await world.token(.firmwareAdmin)
            for status in ["testing", "approved"] {
                let promoted = try await world.send(
                    .post, "/api/v2/firmware/releases/\(id)/promote", token: token, body: #"{"status":"\#(status)"}"#)
                #expect(promoted.status == 200)
            }
            let fleet = world.fleet
            _ = try await fleet.updates.startUpdate(
                of: "dev-001", to: FirmwareRelease.ID(Int64(id)), as: fleet.ada)
            let check = try await world.send(
                .get, "/api/v2/device/dev-001/updates/check", token: try await world.deviceToken(0))
            let offered = try check.json.object("update_session").object("firmware")
            #expect(try Array(offered.text("manifest").utf8) == manifest.bytes)
            #expect(try offered.text("manifest_signature") == manifest.signature.text)
        }
    }

    @Test func `a manifest that is another release's is 400 with every fault, and half of one is named`() async throws {
        try await withAPI { world in
            let (pair, file) = (SigningPair(), Array("bytes".utf8))
            try await world.add(pair)
            let manifest = try pair.manifest(of: file, version: "1.0.0", minimumVersion: "0.9.0")
            let parts = [("manifest", manifest.text), ("manifest_signature", manifest.signature.text)]
            let wrong = try await upload(world, FormExample(parts: [("version", "99.0.0")] + parts, file: file))
            #expect(wrong.status == 400 && wrong.code == "FIRMWARE_002")
            #expect(
                try wrong.json.objects("details").map { try $0.text("fault") } == [
                    #"says version "1.0.0", and the release has "99.0.0""#,
                    #"says minimum "0.9.0", and the release has none"#,
                ])
            for (half, field) in [(parts[0], "manifest_signature"), (parts[1], "manifest")] {
                let form = FormExample(parts: [("channel", "blue"), half], file: file)
                let refused = try await upload(world, form)
                #expect(refused.status == 400 && refused.code == "REQUEST_001")
                #expect(
                    try refused.json.objects("details").map { try $0.text("field") } == ["version", "channel", field])
            }
        }
    }

    @Test func `the same bytes under a second version are 409, unless the form says that they are meant`() async throws
    {
        try await withAPI { world in
            let file = Array("bytes".utf8)
            #expect(try await upload(world, FormExample(fields: ["version": "3.1.0"], file: file)).status == 201)
            let refused = try await upload(world, FormExample(fields: ["version": "3.2.0"], file: file))
            #expect(refused.status == 409 && refused.code == "FIRMWARE_012")
            #expect(try refused.json.text("error").contains("the same bytes as 3.1.0;"))
            for (value, status) in [("yes", 400), ("false", 409), ("true", 201)] {
                let form = FormExample(parts: [("version", "3.2.0"), ("allow_same_bytes", value)], file: file)
                #expect(try await upload(world, form).status == status)
            }
        }
    }

    @Test func `a signature that does not fit is 400, and one that is none is named with the other faults`()
        async throws
    {
        try await withAPI { world in
            try await world.add(SigningPair())
            let file = Array("bytes".utf8)
            let foreign = try SigningPair().signature(of: file).text
            let wrong = try await upload(
                world, FormExample(parts: [("version", "3.1.0"), ("digital_signature", foreign)], file: file))
            #expect(wrong.status == 400)
            #expect(wrong.code == "FIRMWARE_002")
            let none = try await upload(
                world, FormExample(parts: [("channel", "blue"), ("digital_signature", "signed")], file: file))
            #expect(none.status == 400)
            #expect(none.code == "REQUEST_001")
            #expect(
                try none.json.objects("details").map { try $0.text("field") }
                    == ["version", "channel", "digital_signature"])
        }
    }

    @Test func `a release without a signature is not approved where keys are set: 409`() async throws {
        try await withAPI { world in
            try await world.add(SigningPair())
            let uploaded = try await upload(
                world, FormExample(fields: ["version": "3.1.0"], file: Array("bytes".utf8)))
            let id = try uploaded.json.integer("id")
            let token = try await world.token(.firmwareAdmin)
            func promote(to status: String) async throws -> SeenAnswer {
                try await world.send(
                    .post, "/api/v2/firmware/releases/\(id)/promote", token: token, body: #"{"status":"\#(status)"}"#)
            }
            #expect(try await promote(to: "testing").status == 200)
            let refused = try await promote(to: "approved")
            #expect(refused.status == 409)
            #expect(refused.code == "FIRMWARE_002")
        }
    }

    @Test func `another content is 415`() async throws {
        try await withAPI { world in
            let answer = try await world.send(
                .post, "/api/v2/firmware/upload", token: try await world.token(.firmwareWrite), body: "{}")
            #expect(answer.status == 415)
        }
    }
}

extension APIWorld {
    fileprivate func add(_ pair: SigningPair) async throws {
        _ = try await fleet.services.firmware.addSigningKey(
            named: "release", publicKey: pair.publicBytes, by: fleet.ada)
    }
}
