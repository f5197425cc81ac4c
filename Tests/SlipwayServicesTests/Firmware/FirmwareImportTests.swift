import Foundation
import SlipwayCore
import SlipwayServices
import Synchronization
import TestSupport
import Testing

@Suite struct FirmwareImportTests {
    @Test func `a file has the checksums of the known vectors`() async throws {
        // FIPS 180-4 and RFC 1321: "abc".
        try await withFile(Data("abc".utf8)) { fleet, path in
            let release = try await fleet.importFile(path)
            #expect(release.checksum == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
            #expect(release.sha1 == "a9993e364706816aba3e25717850c26c9cd0d89d")
            #expect(release.md5 == "900150983cd24fb0d6963f7d28e17f72")
            #expect(release.sizeBytes == 3)
            #expect(release.releaseStatus == .draft)
            #expect(release.storagePath == "sha256:\(release.checksum)")
            let event = try await fleet.events().last
            #expect(event?.kind == .firmwareImported)
            #expect(event?.subject.firmwareID == release.id)
        }
    }

    @Test func `a large file is stored piece by piece`() async throws {
        let data = Data(repeating: UInt8(ascii: "a"), count: (2 << 20) + 5)
        try await withFile(data) { fleet, path in
            let told = Mutex<[Int64]>([])
            let release = try await fleet.importFile(path) { done, _ in told.withLock { $0.append(done) } }
            #expect(release.sizeBytes == Int64(data.count))
            #expect(told.withLock { $0 } == [0, 1 << 20, 2 << 20, (2 << 20) + 5])
            let stored = try await fleet.services.repository.read { try $0.storedChunks(ofSHA256: release.checksum) }
            #expect(stored.count == 3)
            for status in [FirmwareReleaseStatus.testing, .approved] {
                _ = try await fleet.services.firmware.promote("3.0.0", to: status, by: fleet.ada)
            }
            #expect(try await fleet.eventKinds().suffix(2) == [.firmwarePromoted, .firmwarePromoted])
        }
    }

    @Test func `a million letters have the known checksum`() async throws {
        // FIPS 180-4, and RFC 1321's algorithm.
        try await withFile(Data(repeating: UInt8(ascii: "a"), count: 1_000_000)) { fleet, path in
            let release = try await fleet.importFile(path)
            #expect(release.checksum == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
            #expect(release.sha1 == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
            #expect(release.md5 == "7707d6ae4e027c70eea2a935c2296f21")
        }
    }

    @Test func `an empty file, a folder and no file at all are refused`() async throws {
        try await withFile(Data()) { fleet, path in
            #expect(await code { try await fleet.importFile(path) } == "FIRMWARE_002")
            #expect(await code { try await fleet.importFile(path + "-none") } == "FIRMWARE_002")
            #expect(await code { try await fleet.importFile("/") } == "FIRMWARE_002")
            let events = try await fleet.eventKinds()
            #expect(events.isEmpty)
        }
    }

    @Test(arguments: ["changed", "shrunk", "grown", "vanished"])
    func `a file that changes meanwhile leaves no release`(change: String) async throws {
        try await withFile(Data(repeating: 7, count: 3 << 20)) { fleet, path in
            let changed = Mutex(false)
            let failure = await code {
                try await fleet.importFile(path) { done, _ in
                    guard done > 0, changed.withLock({ was in !exchange(&was, with: true) }) else { return }
                    Self.change(change, path)
                }
            }
            #expect(failure == "FIRMWARE_002")
            #expect(
                await code { try await fleet.services.firmware.release(version: "3.0.0", as: fleet.ada) }
                    == "FIRMWARE_001")
        }
    }

    @Test func `what an import that failed has stored does not spoil the next one`() async throws {
        let good = Data(repeating: 7, count: 3 << 20)
        try await withFile(good) { fleet, path in
            let changed = Mutex(false)
            _ = await code {
                try await fleet.importFile(path) { done, _ in
                    guard done > 0, changed.withLock({ was in !exchange(&was, with: true) }) else { return }
                    Self.change("changed", path)
                }
            }
            try good.write(to: URL(fileURLWithPath: path))
            _ = try await fleet.importFile(path)
            _ = try await fleet.services.firmware.promote("3.0.0", to: .testing, by: fleet.ada)
            _ = try await fleet.services.firmware.promote("3.0.0", to: .approved, by: fleet.ada)
        }
    }

    @Test func `what never became a release is discarded after a while`() async throws {
        try await withFile(Data(repeating: 7, count: 3 << 20)) { fleet, path in
            let changed = Mutex(false)
            _ = await code {
                try await fleet.importFile(path) { done, _ in
                    guard done > 0, changed.withLock({ was in !exchange(&was, with: true) }) else { return }
                    Self.change("changed", path)
                }
            }
            // 3 MiB of the byte 7.
            let sha256 = "fadc8b76fb9e2447c118e8b612cb1280904241214f6b9b5b7010f445bcc3d10b"
            let cleanup = UploadCleanup(services: fleet.services, worker: "worker-1")
            func stored() async throws -> Int {
                try await fleet.services.repository.read { try $0.storedChunks(ofSHA256: sha256).count }
            }
            _ = try await cleanup.step()
            #expect(try await stored() == 1)
            fleet.clock.advance(by: .seconds(601))
            _ = try await cleanup.step()
            #expect(try await stored() == 0)
        }
    }

    @Test func `a single bad version has its own code, several faults are named together`() async throws {
        try await withFile(Data("abc".utf8)) { fleet, path in
            #expect(await code { try await fleet.importFile(path, version: "x3") } == "FIRMWARE_005")
            #expect(await code { try await fleet.importFile(path, minimumVersion: "y1") } == "FIRMWARE_005")
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(field: "version", fault: FieldFault.noVersion),
                    FieldFault(field: "minimum_version", fault: FieldFault.noVersion),
                ])
            ) { try await fleet.importFile(path, version: "x3", minimumVersion: "y1") }
        }
    }

    @Test func `a version exists once`() async throws {
        try await withFile(Data("abc".utf8)) { fleet, path in
            _ = try await fleet.importFile(path)
            #expect(await code { try await fleet.importFile(path) } == "FIRMWARE_007")
        }
    }

    @Test func `a file over the limit is refused`() async throws {
        var settings = ServiceSettings()
        settings.firmwareLimit = 2
        try await withFile(Data("abc".utf8), settings: settings) { fleet, path in
            #expect(await code { try await fleet.importFile(path) } == "FIRMWARE_006")
        }
    }

    private static func change(_ how: String, _ path: String) {
        let url = URL(fileURLWithPath: path)
        switch how {
        case "changed": overwrite(url, Data(repeating: 8, count: 3 << 20))
        case "shrunk": overwrite(url, Data(repeating: 7, count: 2 << 20))
        case "grown": overwrite(url, Data(repeating: 7, count: (3 << 20) + 1))
        default: try? FileManager.default.removeItem(at: url)
        }
    }

    /// In place, as somebody does who builds anew while the import runs.
    private static func overwrite(_ url: URL, _ data: Data) {
        guard let handle = try? FileHandle(forWritingTo: url) else { return }
        try? handle.truncate(atOffset: 0)
        try? handle.write(contentsOf: data)
        try? handle.close()
    }
}

/// Sets a value and returns the one before.
private func exchange(_ value: inout Bool, with next: Bool) -> Bool {
    defer { value = next }
    return value
}

private func withFile(
    _ data: Data, settings: ServiceSettings = ServiceSettings(), _ body: (StockedFleet, String) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let file = folder.appending(path: "firmware.bin")
        try data.write(to: file)
        try await withFleet(devices: 0, settings: settings) { try await body($0, file.path) }
    }
}

extension StockedFleet {
    fileprivate func importFile(
        _ path: String, version: String = "3.0.0", minimumVersion: String? = nil,
        progress: (@Sendable (Int64, Int64) -> Void)? = nil
    ) async throws -> FirmwareRelease {
        try await services.firmware.importFile(
            at: path, as: .example(version: version, minimumVersion: minimumVersion), by: ada, progress: progress)
    }
}
