import HTTPTypes
import Hummingbird
import NIOCore
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// What a device still gets of a download after it was stopped, in bytes.
@Suite(.timeLimit(.minutes(5))) struct StoppedDownloadTests {
    @Test(arguments: DownloadStop.allCases)
    func `after a stop no further piece is fed`(stop: DownloadStop) async throws {
        try await withAPI { world in
            let download = try await LargeDownload.prepare(in: world)
            let response = try await world.respond(.get, download.path, token: download.token)
            let fed = FedBytes()
            let writer = StoppedWriter(fed: fed, limit: 2 * UpdateService.pieceSize) {
                try await stop.carryOut(on: download)
            }
            await #expect(throws: SlipwayError.self) { try await response.body.write(writer) }
            #expect(await fed.count == 2 * UpdateService.pieceSize)
        }
    }

    @Test(arguments: DownloadStop.allCases)
    func `a device that reads on gets one piece and what is under way, without anybody watching`(
        stop: DownloadStop
    ) async throws {
        var settings = APISettings()
        settings.downloadWatch = .seconds(3_600)
        try await withLiveServer(api: settings) { [settings] server in
            let download = try await LargeDownload.prepare(in: server.world)
            let connection = try await download.open(on: server)
            try await stop.carryOut(on: download)
            let count = try await connection.readToEnd()
            // The system takes twice what it is told, for its own records.
            #expect(count <= UpdateService.pieceSize + 2 * settings.sendingBuffer + RawConnection.receivingBuffer)
        }
    }

    @Test(arguments: DownloadStop.allCases)
    func `a device that does not read is cut all the same, and gets what has reached it`(
        stop: DownloadStop
    ) async throws {
        var settings = APISettings()
        settings.downloadWatch = .milliseconds(10)
        try await withLiveServer(api: settings) { server in
            let download = try await LargeDownload.prepare(in: server.world)
            let connection = try await download.open(on: server)
            try await stop.carryOut(on: download)
            try await connection.waitUntilCut()
            #expect(try await connection.readToEnd() <= RawConnection.receivingBuffer)
        }
    }

    @Test func `a database that was away for a while does not hide the stop that comes after`() async throws {
        var settings = APISettings()
        settings.downloadWatch = .milliseconds(1)
        try await withAPIOverFile(patience: .milliseconds(20)) { [settings] world, path in
            try await withLiveServer(over: world, api: settings) { server in
                let download = try await LargeDownload.prepare(in: world)
                let connection = try await download.open(on: server)
                try await Outage.removed.hold(path) {
                    // Much longer than it takes to look once.
                    for _ in 0..<100 {
                        let answer = try await world.send(.get, "/ready")
                        #expect(answer.status == 503)
                    }
                }
                try await DownloadStop.batchPaused.carryOut(on: download)
                try await connection.waitUntilCut()
            }
        }
    }
}

/// Takes the pieces of a download, and stops it with one of them.
private struct StoppedWriter: ResponseBodyWriter {
    let fed: FedBytes
    /// With so many bytes the stop comes.
    let limit: Int
    let stop: @Sendable () async throws -> Void

    func write(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        if await fed.add(buffer.readableBytes) == limit { try await stop() }
    }

    consuming func finish(_: HTTPFields?) async throws {}
}

private actor FedBytes {
    private(set) var count = 0

    func add(_ bytes: Int) -> Int {
        count += bytes
        return count
    }
}
