import Foundation
import SlipwayCore
import SlipwayServices

extension Services {
    /// A release that is approved, of equal bytes.
    func approvedRelease(
        _ version: String, filledWith byte: UInt8, count: Int, in folder: URL, by principal: Principal
    ) async throws -> FirmwareRelease {
        let file = folder.appending(path: "\(version).bin")
        try Data(repeating: byte, count: count).write(to: file)
        let release = try await firmware.importFile(
            at: file.path, as: NewFirmwareRelease(version: version, channel: .production, fileName: "fw.bin"),
            by: principal)
        for status in [FirmwareReleaseStatus.testing, .approved] {
            _ = try await firmware.promote(version, to: status, by: principal)
        }
        return release
    }
}
