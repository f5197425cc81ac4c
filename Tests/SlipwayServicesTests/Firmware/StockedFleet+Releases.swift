import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport

extension StockedFleet {
    func add(_ name: String, _ pair: SigningPair) async throws {
        _ = try await services.firmware.addSigningKey(named: name, publicKey: pair.publicBytes, by: ada)
    }

    /// A file of five bytes.
    ///
    /// - Parameter principal: none for one of all organizations.
    func importBytes(_ release: NewFirmwareRelease, by principal: Principal? = nil) async throws -> FirmwareRelease {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "firmware.bin")
            try Data("bytes".utf8).write(to: file)
            return try await services.firmware.importFile(at: file.path, as: release, by: principal ?? ada)
        }
    }

    func promote(_ version: String, to status: FirmwareReleaseStatus) async throws -> FirmwareRelease {
        try await services.firmware.promote(version, to: status, by: ada)
    }

    /// By way of testing.
    func approve(_ version: String) async throws -> FirmwareRelease {
        _ = try await promote(version, to: .testing)
        return try await promote(version, to: .approved)
    }
}
