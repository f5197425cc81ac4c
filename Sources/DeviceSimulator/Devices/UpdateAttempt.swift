import Crypto

/// A device's work on one offered update: what it has of the bytes, and how it will end.
///
/// The bytes themselves are hashed and dropped, so that thousands of devices fit into one process.
package struct UpdateAttempt: Sendable {
    package let update: OfferedUpdate
    package let temperament: DeviceTemperament.Outcome
    let slowness: Double
    private let turningPoint: Double
    private(set) var bytesRead: Int64 = 0
    private(set) var isReportDue = false
    private var chunksSinceReport = 0
    private var hasher = SHA256()

    /// - Parameter outcome: overrides that of the temperament; none leaves it.
    init(_ update: OfferedUpdate, temperament: DeviceTemperament, outcome: DeviceTemperament.Outcome? = nil) {
        self.update = update
        self.temperament = outcome ?? temperament.outcome
        slowness = temperament.slowness
        turningPoint = temperament.turningPoint
    }

    var isDownloaded: Bool { bytesRead >= update.sizeBytes }

    var percent: Int { update.sizeBytes > 0 ? Int(min(100, bytesRead * 100 / update.sizeBytes)) : 100 }

    /// Whether the point in the middle of the download has come at which a temperament shows.
    var isPastTurningPoint: Bool { Double(bytesRead) >= Double(update.sizeBytes) * turningPoint }

    /// Whether the bytes that were read are the release's.
    var isIntact: Bool { hexadecimal(hasher.finalize()) == update.checksum }

    mutating func read(_ bytes: [UInt8]) {
        hasher.update(data: bytes)
        bytesRead += Int64(bytes.count)
        chunksSinceReport += 1
        // Every read is a sign of life already; a report for each would double the calls.
        isReportDue = chunksSinceReport == 3 || isDownloaded
    }

    mutating func reported() {
        isReportDue = false
        chunksSinceReport = 0
    }
}

private func hexadecimal(_ digest: SHA256Digest) -> String {
    digest.map { byte in
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0" + digits : digits
    }.joined()
}
