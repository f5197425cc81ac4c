import HTTPTypes
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct DownloadTests {
    private func download(
        _ world: APIWorld, _ query: String = "", headers: HTTPFields = [:]
    ) async throws -> SeenAnswer {
        let session = try await world.fleet.startBatch().sessions[0]
        return try await world.send(
            .get, "/api/v2/device/dev-001/updates/\(session)/download\(query)", token: try await world.deviceToken(),
            headers: headers)
    }

    @Test func `without a range the whole release comes, with its tag`() async throws {
        try await withAPI { world in
            let answer = try await download(world)
            #expect(answer.status == 200)
            #expect(answer.text == StockedFleet.firmwareText)
            #expect(answer.headers[.eTag] == "\"\(world.fleet.release.checksum)\"")
            #expect(answer.headers[.acceptRanges] == "bytes")
            #expect(answer.headers[.contentLength] == "1000")
        }
    }

    @Test(arguments: [
        ("bytes=0-7", 0, 8), ("bytes=992-", 992, 1_000), ("bytes=-5", 995, 1_000), ("bytes=10-5000", 10, 1_000),
        ("bytes=-5000", 0, 1_000),
    ])
    func `one range is answered with 206`(range: String, start: Int, end: Int) async throws {
        try await withAPI { world in
            let answer = try await download(world, headers: [.range: range])
            #expect(answer.status == 206)
            #expect(answer.bytes == Array(Array(StockedFleet.firmwareText.utf8)[start..<end]))
            #expect(answer.headers[.contentRange] == "bytes \(start)-\(end - 1)/1000")
        }
    }

    @Test(arguments: ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
    func `a range outside of the release is 416`(range: String) async throws {
        try await withAPI { world in
            let answer = try await download(world, headers: [.range: range])
            #expect(answer.status == 416)
            #expect(answer.headers[.contentRange] == "bytes */1000")
        }
    }

    @Test(arguments: [
        "bytes=1-2,5-6", "bytes=5-1", "bytes=x-", "lines=1-2", "bytes=", "bytes=-", "bytes=99999999999999999999-",
    ])
    func `what is no single range is ignored`(range: String) async throws {
        try await withAPI { world in
            let answer = try await download(world, headers: [.range: range])
            #expect(answer.status == 200)
            #expect(answer.bytes.count == 1_000)
        }
    }

    @Test func `a range of another release comes whole`() async throws {
        try await withAPI { world in
            let answer = try await download(world, headers: [.range: "bytes=5-9", .ifRange: "\"other\""])
            #expect(answer.status == 200)
            #expect(answer.bytes.count == 1_000)
        }
    }

    @Test(arguments: [
        ("?offset=0&size=8", 200, 0..<8), ("?offset=990&size=500", 200, 990..<1_000), ("?size=3", 200, 0..<3),
        ("?offset=1000", 400, 0..<0), ("?offset=-1", 400, 0..<0), ("?offset=5&size=0", 400, 0..<0),
        ("?offset=x", 400, 0..<0), ("?offset=5&size=9223372036854775807", 200, 5..<1_000),
    ])
    func `offset and size say which bytes come`(query: String, status: Int, bytes: Range<Int>) async throws {
        try await withAPI { world in
            let answer = try await download(world, query)
            #expect(answer.status == status)
            if status == 200 { #expect(answer.bytes == Array(Array(StockedFleet.firmwareText.utf8)[bytes])) }
        }
    }

    @Test func `a whole download is progress of 100 percent`() async throws {
        try await withAPI { world in
            let answer = try await download(world)
            #expect(answer.status == 200)
            let rows = try await world.fleet.rows(UpdateBatch.ID(1))
            #expect(rows[0].session?.progressPercent == 100)
            #expect(rows[0].session?.bytesTransferred == 1_000)
        }
    }

    @Test func `a session that is held is told to come back`() async throws {
        try await withAPI { world in
            let session = try await world.fleet.startBatch().sessions[0]
            try await world.fleet.setHalted(true)
            let answer = try await world.send(
                .get, "/api/v2/device/dev-001/updates/\(session)/download", token: try await world.deviceToken())
            #expect(answer.status == 409)
            #expect(answer.code == "UPDATE_014")
            #expect(answer.headers[.retryAfter] == "30")
        }
    }

    @Test(arguments: [
        // What was sent may never have arrived.
        (["bytes=0-99", "bytes=0-99"], 0), (["bytes=0-99", "bytes=100-199", "bytes=200-299"], 0),
        // Who asks for more has what comes before it.
        (["bytes=0-99", "bytes=100-199", "bytes=0-99"], 1), (["bytes=0-", "bytes=0-"], 1),
    ])
    func `a download counts as begun again where the device has had bytes of it`(
        ranges: [String], count: Int
    ) async throws {
        try await withAPI { world in
            let session = try await world.fleet.startBatch().sessions[0]
            let token = try await world.deviceToken()
            for range in ranges {
                world.fleet.clock.advance(by: .seconds(3))
                let answer = try await world.send(
                    .get, "/api/v2/device/dev-001/updates/\(session)/download", token: token, headers: [.range: range])
                #expect(answer.status == 206)
            }
            let metrics = try await world.send(.get, "/metrics").text
            #expect(metrics.contains("slipway_downloads_restarted_total \(count)\n"))
        }
    }
}
