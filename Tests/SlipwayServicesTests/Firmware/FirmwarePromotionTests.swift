import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct FirmwarePromotionTests {
    @Test func `bytes that do not match their checksum are never approved`() async throws {
        try await withFleet(devices: 0) { fleet in
            try await fleet.insertRelease("3.0.0", checksum: String(repeating: "b", count: 64), stored: "other")
            #expect(await code { try await fleet.promote("3.0.0", to: .approved) } == "FIRMWARE_010")
            #expect(
                try await fleet.services.firmware.release(version: "3.0.0", as: fleet.ada).releaseStatus == .testing)
            #expect(try await fleet.eventKinds().isEmpty)
        }
    }

    @Test func `missing bytes are never approved`() async throws {
        try await withFleet(devices: 0) { fleet in
            try await fleet.insertRelease("3.0.0", checksum: String(repeating: "b", count: 64), stored: nil)
            #expect(await code { try await fleet.promote("3.0.0", to: .approved) } == "FIRMWARE_010")
        }
    }

    @Test func `bytes that match are approved, and the event says from where to where`() async throws {
        try await withFleet(devices: 0) { fleet in
            try await fleet.insertRelease("3.0.0", checksum: TokenHash.sha256Hex(of: "bytes"), stored: "bytes")
            #expect(try await fleet.promote("3.0.0", to: .approved).releaseStatus == .approved)
            #expect(try await fleet.events().last?.detail == "3.0.0 from testing to approved")
        }
    }

    @Test func `an illegal step and an unknown version are refused`() async throws {
        try await withFleet(devices: 0) { fleet in
            #expect(await code { try await fleet.promote("2.0.0", to: .testing) } == "FIRMWARE_008")
            #expect(await code { try await fleet.promote("9.0.0", to: .testing) } == "FIRMWARE_001")
        }
    }
}

extension StockedFleet {
    /// A release in testing whose five bytes are what `stored` spells.
    fileprivate func insertRelease(_ version: String, checksum: String, stored: String?) async throws {
        try await services.repository.write { transaction in
            if let stored { try transaction.store(chunk: Array(stored.utf8), number: 0, ofSHA256: checksum) }
            let digests = FirmwareDigests(sha256: checksum, sha1: "00", md5: "00")
            _ = try transaction.insertRelease(version: version, status: .testing, digests: digests, sizeBytes: 5)
        }
    }
}
