import GRDB
import SQLiteRepository
import SlipwayCore

/// A fleet of any size written straight into an empty SQLite database: what measurements run against.
///
/// The same size gives the same rows. Devices get uids such as `kqzwab-0000123`, whose letters spread evenly, so that
/// three of them find one device in 17,576; they belong to twenty organizations, run one of ten releases, and one of
/// thirty-three was never heard of. Each was in one batch of at most 500, of which the last eight are still open: a
/// third of their devices is under way. Of the ended updates one in twenty failed, for one of four reasons.
/// The triggers of the schema keep every figure while it is written.
package struct FleetGenerator: Hashable, Sendable {
    package static let organizations = 20
    package static let releases = 10
    package static let openBatches = 8
    /// So many batches there are at least, so that home and every page of their list are full however small the fleet.
    package static let leastBatches = 400

    package let devices: Int
    /// The moment at which the fleet is looked at.
    package let now: Timestamp

    /// - Parameter devices: at least 1,000.
    package init(devices: Int, now: Timestamp) {
        self.devices = max(1_000, devices)
        self.now = now
    }

    package var batchSize: Int { min(500, devices / Self.leastBatches) }
    package var batches: Int { devices / batchSize }

    /// The uid of the device with this number, from 1.
    package static func uid(_ number: Int) -> String {
        var hash = UInt64(number) &* multiplier & 0xFFFF_FFFF
        var letters = ""
        for _ in 0..<6 {
            letters.unicodeScalars.append(Unicode.Scalar(UInt8(97 + hash % 26)))
            hash /= 26
        }
        let digits = String(number)
        return letters + "-" + String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    }

    package func write(to repository: SQLiteRepository) async throws {
        try await repository.write { transaction in
            for number in 1...Self.organizations {
                _ = try transaction.insert(
                    NewOrganization(
                        name: "org-\(number)", environment: number.isMultiple(of: 2) ? .staging : .production,
                        deviceLimit: 10_000_000, approval: .off))
            }
            for number in 0..<Self.releases {
                let release = try transaction.insert(
                    NewFirmwareRelease(version: "4.\(number).0", channel: .production, fileName: "gateway.bin"),
                    digests: FirmwareDigests(sha256: "00\(number)", sha1: "00\(number)", md5: "00\(number)"),
                    sizeBytes: 1_000_000)
                try transaction.setStatus(of: release.id, to: .approved)
            }
        }
        let statements = FleetGeneratorStatements(self)
        for statement in statements.all {
            try await repository.database.write { try $0.execute(literal: statement) }
        }
        try await repository.database.writeWithoutTransaction { connection in
            try connection.execute(sql: "PRAGMA optimize = 0x10002")
        }
    }

    /// Odd, so that the products of the numbers below 2³² are all different (Knuth, The Art of Computer Programming,
    /// volume 3, 6.4: multiplicative hashing by 2³² divided by the golden ratio).
    static let multiplier: UInt64 = 2_654_435_761
}
