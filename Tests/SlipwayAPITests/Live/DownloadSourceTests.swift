import Foundation
import SQLiteRepository
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What a download takes out of the database, and out of a file of the cache.
@Suite(.timeLimit(.minutes(5))) struct DownloadSourceTests {
    @Test(arguments: DownloadSource.allCases)
    func `the release comes whole, and a piece of it is one read of the database`(source: DownloadSource) async throws {
        var settings = APISettings()
        settings.downloadWatch = .seconds(3_600)
        try await withDownload(from: source, settings) { world in
            _ = world.count.take()
            let connection = try await world.request()
            #expect(try await connection.readBody() == LargeDownload.bytes)
            let pieces = LargeDownload.size / source.pieceSize
            // The token, what is asked for, and, after it is noted that the download begins, the first piece again.
            #expect(world.count.take().reads <= pieces + 3)
        }
    }

    @Test(arguments: DownloadSource.allCases)
    func `a range begins and ends within a piece`(source: DownloadSource) async throws {
        try await withDownload(from: source) { world in
            let range = (1 << 20) - 7..<(3 << 20) + 5
            let connection = try await world.request("Range: bytes=\(range.lowerBound)-\(range.upperBound - 1)\r\n")
            #expect(try await connection.readBody() == LargeDownload.bytes[range])
        }
    }

    @Test(arguments: DownloadSource.allCases)
    func `on one connection two downloads follow each other`(source: DownloadSource) async throws {
        try await withDownload(from: source) { world in
            let connection = try await world.server.connect()
            for _ in 0..<2 {
                try await world.request("Range: bytes=5-\r\n", on: connection)
                #expect(try await connection.readBody() == LargeDownload.bytes.dropFirst(5))
            }
        }
    }

    @Test func `after a stop a device that reads on gets one region of a file and what is under way`() async throws {
        var settings = APISettings()
        settings.downloadWatch = .seconds(3_600)
        try await withDownload(from: .cache, settings) { [settings] world in
            let connection = try await world.download.open(on: world.server)
            try await DownloadStop.batchPaused.carryOut(on: world.download)
            let count = try await connection.readToEnd()
            let underWay = 2 * settings.sendingBuffer + RawConnection.receivingBuffer
            #expect(count <= DownloadSource.cache.pieceSize + underWay)
        }
    }

    @Test func `after a stop a device that does not read is cut from a file all the same`() async throws {
        var settings = APISettings()
        settings.downloadWatch = .milliseconds(10)
        try await withDownload(from: .cache, settings) { world in
            let connection = try await world.download.open(on: world.server)
            try await DownloadStop.batchPaused.carryOut(on: world.download)
            try await connection.waitUntilCut()
            #expect(try await connection.readToEnd() <= RawConnection.receivingBuffer)
        }
    }

    @Test(arguments: FileChange.allCases)
    func `a device is cut from a file that changes while it is sent, and the file is given up`(
        change: FileChange
    ) async throws {
        var settings = APISettings()
        settings.downloadWatch = .milliseconds(10)
        try await withDownload(from: .cache, settings) { world in
            let connection = try await world.download.open(on: world.server)
            try change.carryOut(on: try world.file)
            try await connection.waitUntilCut()
            #expect(try await world.fleet.services.firmware.uncachedCount() == 1)
        }
    }
}

enum DownloadSource: CaseIterable {
    case database, cache

    /// Bytes that are fed at a time.
    var pieceSize: Int {
        switch self {
        case .database: UpdateService.pieceSize
        case .cache: UpdateService.regionSize
        }
    }
}

/// What another program does to a file of the cache.
enum FileChange: CaseIterable {
    case cutOff, altered

    func carryOut(on file: URL) throws {
        let handle = try FileHandle(forWritingTo: file)
        switch self {
        case .cutOff: try handle.truncate(atOffset: 1_000)
        case .altered:
            try handle.seek(toOffset: 900_000)
            try handle.write(contentsOf: Data(repeating: 0, count: 100))
        }
        try handle.close()
    }
}

private struct DownloadWorld: Sendable {
    let server: LiveServer
    let download: LargeDownload
    let count: CountingRepository
    /// Where the cache is.
    let folder: URL

    var fleet: StockedFleet { server.world.fleet }

    var file: URL {
        get throws {
            try #require(FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first)
        }
    }

    func request(_ header: String = "") async throws -> RawConnection {
        let connection = try await server.connect()
        try await request(header, on: connection)
        return connection
    }

    func request(_ header: String, on connection: RawConnection) async throws {
        try await connection.send(
            "GET \(download.path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(download.token)\r\n\(header)\r\n")
    }
}

extension RawConnection {
    /// As long as the head of the answer says.
    fileprivate func readBody() async throws -> Data {
        let head = try await read(until: "\r\n\r\n").lowercased()
        let length = try #require(head.firstMatch(of: /content-length: ([0-9]+)/).flatMap { Int($0.1) })
        var body = Data()
        while body.count < length {
            let bytes = try await read(upTo: min(64 << 10, length - body.count))
            try #require(!bytes.isEmpty)
            body += bytes
        }
        return body
    }
}

/// A large download on a live server, for as long as `body` runs. From a cache its bytes are in the file alone.
private func withDownload(
    from source: DownloadSource, _ settings: APISettings = APISettings(),
    _ body: @escaping @Sendable (DownloadWorld) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        try await withRepository { repository, clock in
            let count = CountingRepository(repository)
            let cache = FirmwareCache(folder: folder.appending(path: "cache").path, limit: 1 << 30)
            let fleet = try await makeFleet(of: 1, in: count, clock: clock, firmwareCache: cache)
            let world = APIWorld(fleet: fleet, responder: APIResponder(services: fleet.services, settings: settings))
            let download = try await LargeDownload.prepare(in: world)
            switch source {
            case .database: break
            case .cache:
                _ = try await FirmwareCaching(cache: cache, services: fleet.services).step()
                try await repository.execute("DELETE FROM firmware_chunks")
            }
            try await withLiveServer(over: world, api: settings) { server in
                try await body(
                    DownloadWorld(
                        server: server, download: download, count: count,
                        folder: folder.appending(path: "cache")))
            }
        }
    }
}
