import Crypto
import SlipwayCore
import Synchronization

/// A release in a file of the cache, held against what it was when the file was read through: a disk, or another
/// program, may change it afterwards.
final class CachedFirmware: Sendable {
    typealias Clock = @Sendable () -> ContinuousClock.Instant

    /// For how long a piece that was found right is believed, while the file's own record shows no change.
    static let trust: Duration = .seconds(60)

    private struct Checks {
        /// The file's record when its pieces were last believed.
        var record: FileRecord
        /// When each piece was last found right; none since the record changed.
        var times: [ContinuousClock.Instant?]
    }

    private let file: FirmwareFile
    private let digests: [SHA256.Digest]
    private let now: Clock
    private let checks: Mutex<Checks>

    /// Reads the file through.
    ///
    /// - Returns: none where it cannot be read, or is not the release.
    init?(path: String, of release: FirmwareRelease, now: @escaping Clock) async {
        guard let file = try? await FirmwareFile.opened(path: path), file.size == release.sizeBytes,
            let record = try? file.record(),
            let fingerprint = try? await FirmwareFingerprint(of: file, limit: release.sizeBytes),
            fingerprint.digests.sha256 == release.checksum
        else { return nil }
        self.file = file
        self.now = now
        digests = fingerprint.pieces
        let times = [ContinuousClock.Instant?](repeating: now(), count: digests.count)
        checks = Mutex(Checks(record: record, times: times))
    }

    /// - Parameter count: at most up to the end of the release.
    /// - Returns: none where the file cannot be read, or is no longer the release.
    func bytes(at offset: Int64, count: Int) async -> [UInt8]? {
        guard let (bytes, record) = try? await file.recordedBytes(at: offset, count: count), bytes.count == count
        else { return nil }
        let pieces = FirmwareFile.pieces(at: offset, count: count)
        if isTrusted(pieces, record) { return bytes }
        return await checkedBytes(at: offset, count: count)
    }

    private func checkedBytes(at offset: Int64, count: Int) async -> [UInt8]? {
        // What changes while it is read has another record by then, and is checked again the next time.
        guard let checked = try? await file.bytes(at: offset, count: count, matching: digests) else { return nil }
        checks.withLock { checks in
            for number in FirmwareFile.pieces(at: offset, count: count) { checks.times[number] = now() }
        }
        return checked
    }

    /// Bytes for the system to send by itself.
    ///
    /// - Parameter count: at most up to the end of the release.
    /// - Returns: none where the file cannot be read, or is no longer the release.
    func region(at offset: Int64, count: Int) async -> CachedBytes? {
        let bytes = CachedBytes(file: self, range: offset..<(offset + Int64(count)))
        return await bytes.areRight ? bytes : nil
    }

    /// Reads what is not trusted.
    fileprivate func isRight(at offset: Int64, count: Int) async -> Bool {
        guard let record = try? file.record() else { return false }
        if isTrusted(FirmwareFile.pieces(at: offset, count: count), record) { return true }
        return await checkedBytes(at: offset, count: count) != nil
    }

    fileprivate var descriptor: Int32 { file.descriptor }

    /// Sets the file's times to now, and does not take that for a change.
    func recordUse() async {
        guard let before = try? file.record(), let after = try? await file.recordUse() else { return }
        checks.withLock { if $0.record == before { $0.record = after } }
    }

    private func isTrusted(_ pieces: ClosedRange<Int>, _ record: FileRecord) -> Bool {
        let oldest = now() - Self.trust
        return checks.withLock { checks in
            if checks.record != record {
                checks.record = record
                for number in checks.times.indices { checks.times[number] = nil }
            }
            return pieces.allSatisfy { number in checks.times[number].map { $0 > oldest } ?? false }
        }
    }
}

/// Bytes of a cached release that were found right, and that the system may send without their being read.
package struct CachedBytes: Sendable {
    /// From the start of the file.
    package let range: Range<Int64>
    private let file: CachedFirmware

    fileprivate init(file: CachedFirmware, range: Range<Int64>) {
        self.file = file
        self.range = range
    }

    /// Of the file, open for as long as this value lives.
    package var descriptor: Int32 { file.descriptor }

    /// Whether the file holds them still; of one that changes while they are sent, others may have been.
    package var areRight: Bool {
        get async { await file.isRight(at: range.lowerBound, count: range.count) }
    }

    /// None where they are no longer right.
    package func read() async -> [UInt8]? { await file.bytes(at: range.lowerBound, count: range.count) }
}
