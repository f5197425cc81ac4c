import Crypto
import Foundation
import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// The real server, killed while it brings a release into its cache, and on a disk that is too small for it.
@Suite(.timeLimit(.minutes(5))) struct KilledCachingTests {
    @Test func `a server that is killed in the middle of it leaves nothing that counts, and the next one ends it`()
        async throws
    {
        try await withCachedFleet { fleet in
            for _ in 0..<5 {
                try fleet.removeWhatIsWhole()
                let before = try fleet.sizes()
                let server = try await fleet.start()
                defer { server.kill() }
                try await until { try fleet.sizes().contains { before[$0.key] == nil } }
                server.kill()
                // It may have been quicker, but then all of it is there.
                for (name, size) in try fleet.sizes() where !name.hasSuffix(".part") {
                    #expect(name == fleet.checksum && size == fleet.bytes.count)
                }
            }
            try fleet.damage()
            let server = try await fleet.start()
            defer { server.kill() }
            try await fleet.waitUntilCached(by: server)
            #expect(try fleet.sizes() == [fleet.checksum: fleet.bytes.count])
            let cached = try Data(contentsOf: fleet.cache.appending(path: fleet.checksum))
            #expect(SHA256.hash(data: cached) == SHA256.hash(data: fleet.bytes))
        }
    }

    @Test func `where the disk is full devices are served from the database`() async throws {
        try await withCachedFleet { fleet in
            // No file of the server may grow beyond 20,000,000 bytes, which the release would.
            let server = try await fleet.start(behind: ["--ignore-signal=XFSZ", "prlimit", "--fsize=20000000"])
            defer { server.kill() }
            let log = try await server.waitForLog("the firmware cache fails")
            #expect(log.contains("the firmware cache \(fleet.cache.path): File too large"))
            let device = "/device/\(CachedFleet.uid)/updates"
            let (session, token) = (fleet.session.description, fleet.token)
            try await server.post("\(device)/\(session)/ack", token: token, body: "{}")
            let path = fleet.folder.path("downloaded")
            try await server.save("\(device)/\(session)/download", to: path, token: token)
            #expect(try Data(contentsOf: URL(filePath: path)) == fleet.bytes)
            #expect(try await server.uncachedReleases() == 1)
            #expect(try fleet.sizes().filter { !$0.key.hasSuffix(".part") } == [:])
        }
    }
}

/// One device with a session for a release that takes a while to be copied.
private struct CachedFleet: Sendable {
    static let uid = "dev-001"

    let folder: CommandFolder
    let session: SessionID
    let token: String
    let bytes: Data
    let checksum: String

    var cache: URL { folder.url.appending(path: "cache") }

    func start(behind command: [String] = []) async throws -> ServerProcess {
        try await ServerProcess.start(
            on: folder.database, environment: folder.environment, behind: command,
            options: ["--firmware-cache", cache.path])
    }

    func removeWhatIsWhole() throws {
        guard FileManager.default.fileExists(atPath: cache.appending(path: checksum).path) else { return }
        try FileManager.default.removeItem(at: cache.appending(path: checksum))
    }

    /// Of every file in the cache, by its name.
    func sizes() throws -> [String: Int] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: cache.path) else { return [:] }
        // A file may get its final name at any moment.
        return Dictionary(
            uniqueKeysWithValues: names.compactMap { name in
                let attributes = try? FileManager.default.attributesOfItem(atPath: cache.appending(path: name).path)
                return (attributes?[.size] as? Int).map { (name, $0) }
            })
    }

    /// Whatever is in the file of the release by now, its first byte is another one.
    func damage() throws {
        try (Data([bytes[0] ^ 1]) + bytes.dropFirst()).write(to: cache.appending(path: checksum))
    }

    private var firstByte: UInt8? {
        guard let file = FileHandle(forReadingAtPath: cache.appending(path: checksum).path) else { return nil }
        return try? file.read(upToCount: 1)?.first
    }

    /// Until the damaged file has given way to another one, and that is in use.
    func waitUntilCached(by server: ServerProcess) async throws {
        try await until { firstByte == bytes[0] }
        try await until { try await server.uncachedReleases() == 0 }
    }
}

private func withCachedFleet(_ body: (CachedFleet) async throws -> Void) async throws {
    try await withCommandFolder { folder in
        var generator = SeededGenerator(seed: 3)
        let piece = Data((0..<1 << 20).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        let bytes = (0..<32).reduce(into: Data()) { all, number in all += piece.dropLast() + [UInt8(number)] }
        let checksum = SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        // Of today, since the server ends sessions whose deadline has come.
        let repository = try SQLiteRepository.open(
            path: folder.database, clock: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) },
            readers: 1)
        let session = try await repository.write { transaction in
            let organization = try transaction.insertOrganization()
            let devices = try transaction.insertDevices(1, in: organization.id)
            for number in 0..<32 {
                let chunk = Array(bytes.dropFirst(number << 20).prefix(1 << 20))
                try transaction.store(chunk: chunk, number: number, ofSHA256: checksum)
            }
            let release = try transaction.insertRelease(
                digests: FirmwareDigests(sha256: checksum, sha1: "00", md5: "00"), sizeBytes: Int64(bytes.count))
            let batch = try transaction.insertBatch(of: devices, firmware: release.id)
            return try transaction.startBatch(batch)[0]
        }
        let services = Services(repository: repository, logger: Logger(label: "test"))
        let token = try await services.devices.rotateToken(of: CachedFleet.uid, as: .operator("ada")).deviceToken
        try await body(
            CachedFleet(folder: folder, session: session, token: token, bytes: bytes, checksum: checksum))
    }
}
