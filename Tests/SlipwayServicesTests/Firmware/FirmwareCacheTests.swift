import Crypto
import Foundation
import Logging
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

@testable import SlipwayServices

@Suite struct FirmwareCacheTests {
    @Test func `a release that is rolled out is read from a file of its own, whatever becomes of the database`()
        async throws
    {
        try await withCache { world in
            let session = try await world.download()
            #expect(try await world.firmware.uncachedCount() == 1)
            #expect(try await world.caching.step() == false)
            #expect(try await world.firmware.uncachedCount() == 0)
            #expect(try world.files() == [world.release.checksum])
            #expect(try Data(contentsOf: world.file) == Data(world.bytes))
            let attributes = try FileManager.default.attributesOfItem(atPath: world.file.path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)

            try await world.loseBytes()
            #expect(
                try await world.read(session, offset: 1_000_000, size: 100_000) == world.bytes(1_000_000..<1_100_000))
            #expect(
                try await world.read(session, offset: world.release.sizeBytes - 10, size: 100) == world.bytes.suffix(10)
            )
        }
    }

    @Test func `what no rollout needs is fetched when a device has asked for it`() async throws {
        try await withCache { world in
            let session = try await world.download()
            try await world.fleet.setState(of: world.batch, to: .paused)
            try await world.repository.execute("UPDATE rollouts SET status = 'completed'")
            try await world.repository.execute("UPDATE update_batches SET status = 'in_progress'")
            _ = try await world.caching.step()
            #expect(try world.files() == [])
            _ = try await world.read(session, offset: 0, size: 10)
            _ = try await world.caching.step()
            #expect(try world.files() == [world.release.checksum])
        }
    }

    @Test func `a file is no way past a gate that is closed`() async throws {
        try await withCache { world in
            let session = try await world.download()
            _ = try await world.caching.step()
            _ = try await world.services.updates.pauseBatch(world.batch, as: world.fleet.ada)
            #expect(await code { try await world.read(session, offset: 0, size: 10) } == "UPDATE_014")
        }
    }

    @Test(arguments: CacheDamage.allCases)
    func `a file that is not the release is fetched again before it is read`(damage: CacheDamage) async throws {
        try await withCache { world in
            let session = try await world.download()
            try FileManager.default.createDirectory(at: world.folder, withIntermediateDirectories: true)
            try damage.bytes(of: world.bytes).write(to: world.file)
            #expect(try await world.read(session, offset: 0, size: 20) == world.bytes(0..<20))
            _ = try await world.caching.step()
            #expect(try Data(contentsOf: world.file) == Data(world.bytes))
            try await world.loseBytes()
            #expect(try await world.read(session, offset: 0, size: 20) == world.bytes(0..<20))
        }
    }

    @Test func `a file that is whole is used as it is`() async throws {
        try await withCache { world in
            let session = try await world.download()
            try FileManager.default.createDirectory(at: world.folder, withIntermediateDirectories: true)
            try Data(world.bytes).write(to: world.file)
            try await world.loseBytes()
            _ = try await world.caching.step()
            #expect(try await world.read(session, offset: 0, size: 20) == world.bytes(0..<20))
        }
    }

    @Test func `a file that is cut while it is used is given up for the database, and fetched again`() async throws {
        try await withCache { world in
            let session = try await world.download()
            _ = try await world.caching.step()
            try FileHandle(forWritingTo: world.file).truncate(atOffset: 1_000_000)
            #expect(try await world.read(session, offset: 1_000_000, size: 20) == world.bytes(1_000_000..<1_000_020))
            #expect(try await world.firmware.uncachedCount() == 1)
            _ = try await world.caching.step()
            #expect(try await world.firmware.uncachedCount() == 0)
            #expect(try Data(contentsOf: world.file) == Data(world.bytes))
        }
    }

    @Test func `a file that changes while it is used is given up for the database, and fetched again`() async throws {
        try await withCache { world in
            let session = try await world.download()
            _ = try await world.caching.step()
            let file = try FileHandle(forWritingTo: world.file)
            try file.seek(toOffset: 1_500_000)
            try file.write(contentsOf: [world.bytes[1_500_000] ^ 1])
            try file.close()
            #expect(try await world.read(session, offset: 0, size: 20) == world.bytes(0..<20))
            #expect(
                try await world.read(session, offset: 1_000_000, size: 600_000) == world.bytes(1_000_000..<1_600_000))
            #expect(try await world.firmware.uncachedCount() == 1)
            _ = try await world.caching.step()
            #expect(try Data(contentsOf: world.file) == Data(world.bytes))
            #expect(
                world.log == [
                    "the cached file of firmware \(world.release.id) is no longer the release, and is fetched again"
                ])
        }
    }

    @Test func `a change that the file's times do not tell is found within a minute`() async throws {
        try await withCache { world in
            let session = try await world.download()
            try FileManager.default.createDirectory(at: world.folder, withIntermediateDirectories: true)
            try Data(world.bytes).write(to: world.file)
            let mapped = try MappedFile(world.file)
            _ = try await world.caching.step()
            mapped.flip(at: 7)
            world.uptime.advance(by: CachedFirmware.trust)
            #expect(try await world.read(session, offset: 0, size: 20) == world.bytes(0..<20))
        }
    }

    @Test func `a device that received other bytes has the file fetched again`() async throws {
        try await withCache { world in
            let session = try await world.download()
            _ = try await world.caching.step()
            let wrong = String(repeating: "0", count: 64)
            #expect(
                await code {
                    try await world.services.updates.complete(session, checksum: wrong, as: world.fleet.device(0))
                } == "OTA_004")
            #expect(try world.files() == [])
            _ = try await world.caching.step()
            #expect(try world.files() == [world.release.checksum])
            #expect(
                world.log == [
                    "the cached file of firmware \(world.release.id) did not match its checksum on a device, "
                        + "and is fetched again"
                ])
        }
    }

    @Test func `a file that is removed while it is used is still read`() async throws {
        try await withCache { world in
            let session = try await world.download()
            _ = try await world.caching.step()
            try FileManager.default.removeItem(at: world.folder)
            try await world.loseBytes()
            #expect(try await world.read(session, offset: 0, size: 20) == world.bytes(0..<20))
        }
    }

    @Test func `what the database has otherwise than it was approved is never kept`() async throws {
        try await withCache { world in
            _ = try await world.download()
            try await world.repository.execute("UPDATE firmware_chunks SET bytes = zeroblob(length(bytes))")
            for _ in 0..<2 { _ = try await world.caching.step() }
            #expect(try world.files() == [])
            #expect(
                world.log == [
                    "firmware \(world.release.id) is not in the database as it was approved, and is not cached"
                ])
        }
    }

    @Test func `where there is no folder to be had devices read the database, and it is tried again`() async throws {
        try await withCache { world in
            let session = try await world.download()
            try Data().write(to: world.folder)
            await #expect(throws: FirmwareCacheFault.self) { try await world.caching.step() }
            #expect(try await world.read(session, offset: 0, size: 20) == world.bytes(0..<20))
            try FileManager.default.removeItem(at: world.folder)
            _ = try await world.caching.step()
            #expect(try world.files() == [world.release.checksum])
        }
    }

    @Test func `what was not read for longest makes room, but nothing that is rolled out`() async throws {
        try await withCache(limit: 3_500_000) { world in
            let session = try await world.download()
            try FileManager.default.createDirectory(at: world.folder, withIntermediateDirectories: true)
            let old = try ["a", "b", "c"].map { try world.leave($0, bytes: 500_000) }
            for (age, name) in zip([100.0, 300, 200], old) {
                let path = world.folder.appending(path: name).path
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path)
            }
            _ = try await world.caching.step()
            #expect(try world.files() == ([old[0], old[2], world.release.checksum].sorted()))
            // Another one of which there is no room beside what is needed.
            let large = try await world.rollOut(version: "3.0.0", filledWith: 9)
            _ = try await world.caching.step()
            #expect(try world.files() == ([old[0], old[2], world.release.checksum].sorted()))
            #expect(world.log == ["firmware \(large.id) does not fit into the cache, and is read from the database"])
            #expect(try await world.firmware.uncachedCount() == 1)
            #expect(try await world.read(session, offset: 0, size: 20) == world.bytes(0..<20))
        }
    }

    @Test func `what a killed process was writing is removed, and what another one writes is not`() async throws {
        try await withCache { world in
            try FileManager.default.createDirectory(at: world.folder, withIntermediateDirectories: true)
            let name = UUID().uuidString + PartialFirmware.suffix
            try Data([1]).write(to: world.folder.appending(path: name))
            let other = try PartialFirmware(in: world.folder.path)
            try await other.append([1, 2, 3])
            let written = try world.files().filter { $0 != name }
            #expect(written.count == 1)
            _ = try await world.caching.step()
            #expect(try world.files() == (written + [world.release.checksum]).sorted())
            other.discard()
            #expect(try world.files() == [world.release.checksum])
        }
    }
}

/// What may be in a file of the cache instead of the release.
enum CacheDamage: CaseIterable {
    case truncated, longer, changed, empty

    func bytes(of firmware: [UInt8]) -> Data {
        switch self {
        case .truncated: Data(firmware.dropLast())
        case .longer: Data(firmware + [0])
        case .changed: Data(firmware.dropLast() + [(firmware.last ?? 0) ^ 1])
        case .empty: Data()
        }
    }
}

/// A file that is written through memory: the system notes that once, and not again while the page stays writable.
private final class MappedFile {
    private let bytes: UnsafeMutableRawBufferPointer

    init(_ file: URL) throws {
        let size = try Data(contentsOf: file).count
        let descriptor = open(file.path, O_RDWR)
        defer { close(descriptor) }
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        bytes = UnsafeMutableRawBufferPointer(start: try #require(start != MAP_FAILED ? start : nil), count: size)
        bytes[0] = bytes[0]
    }

    deinit { munmap(bytes.baseAddress, bytes.count) }

    func flip(at offset: Int) { bytes[offset] ^= 1 }
}

/// A batch of a release of two pieces and a half, and a cache that is empty.
private struct CacheWorld: Sendable {
    let fleet: StockedFleet
    let repository: SQLiteRepository
    let folder: URL
    let release: FirmwareRelease
    let bytes: [UInt8]
    let batch: UpdateBatch.ID
    let session: SessionID
    let services: Services
    let caching: FirmwareCaching
    let book: LogBook
    /// What the cache goes by.
    let uptime: TestClock

    var firmware: FirmwareService { services.firmware }
    var file: URL { folder.appending(path: release.checksum) }
    /// Warnings and errors, the oldest first.
    var log: [String] { book.entries.reversed().filter { $0.severity != .info }.map(\.text) }

    func files() throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    /// The session of a device that has begun to download.
    func download() async throws -> SessionID {
        _ = try await fleet.updates.readBytes(session, offset: 0, size: 1, as: fleet.device(0))
        return session
    }

    func read(_ session: SessionID, offset: Int64, size: Int) async throws -> [UInt8] {
        try await services.updates.readBytes(session, offset: offset, size: size, as: fleet.device(0))
    }

    func bytes(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]) }

    func loseBytes() async throws { try await repository.execute("DELETE FROM firmware_chunks") }

    /// Another file of the cache.
    func leave(_ digit: String, bytes: Int) throws -> String {
        let name = String(repeating: digit, count: 64)
        try Data(count: bytes).write(to: folder.appending(path: name))
        return name
    }

    func rollOut(version: String, filledWith byte: UInt8) async throws -> FirmwareRelease {
        try await repository.write { transaction in
            let bytes = [UInt8](repeating: byte, count: 1_100_000)
            let release = try transaction.insertRelease(version: version, of: bytes)
            _ = try transaction.insertBatch(of: [fleet.devices[1]], firmware: release.id)
            return release
        }
    }
}

extension RepositoryTransaction {
    fileprivate func insertRelease(version: String, of bytes: [UInt8]) throws -> FirmwareRelease {
        let sha256 = SHA256.hash(data: bytes).hexText
        for number in 0...(bytes.count - 1) / FirmwareFile.pieceSize {
            let piece = bytes.dropFirst(number * FirmwareFile.pieceSize).prefix(FirmwareFile.pieceSize)
            try store(chunk: Array(piece), number: number, ofSHA256: sha256)
        }
        let digests = FirmwareDigests(sha256: sha256, sha1: "00", md5: "00")
        return try insertRelease(version: version, digests: digests, sizeBytes: Int64(bytes.count))
    }
}

private func withCache(limit: Int64 = 1 << 30, _ body: (CacheWorld) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
        try await withRepository { repository, clock in
            let fleet = try await makeFleet(of: 2, in: repository, clock: clock)
            var generator = SeededGenerator(seed: 7)
            let bytes = (0..<2_500_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            let (release, batch, session) = try await repository.write { transaction in
                let release = try transaction.insertRelease(version: "2.1.0", of: bytes)
                let batch = try transaction.insertBatch(of: [fleet.devices[0]], firmware: release.id)
                return (release, batch.id, try transaction.startBatch(batch)[0])
            }
            let url = folder.appending(path: "cache")
            let cache = FirmwareCache(folder: url.path, limit: limit)
            let book = LogBook(now: { clock.now })
            let (uptime, started) = (TestClock(), ContinuousClock.now)
            let services = Services(
                repository: repository, firmwareCache: cache, logger: book.logger(label: "cache"))
            try await body(
                CacheWorld(
                    fleet: fleet, repository: repository, folder: url, release: release, bytes: bytes, batch: batch,
                    session: session, services: services,
                    caching: FirmwareCaching(
                        cache: cache, services: services, now: { started + (uptime.now - .example) }),
                    book: book, uptime: uptime))
        }
    }
}
