import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// Rolling back, retrying and excluding over HTTP.
@Suite struct WaysBackRouteTests {
    private static let path = "/api/v2/updates/rollouts"

    @Test func `a rollout is brought back once, and a release that does not fit is named`() async throws {
        try await withEnded { world, token, id in
            let path = "\(Self.path)/\(id)/rollback"
            let unknown = try await world.send(.post, path, token: token, body: #"{"reason":"bad"}"#)
            #expect(unknown.status == 409)
            #expect(unknown.code == "ROLLOUT_005")
            #expect(
                try unknown.json.objects("details").map { try $0.text("fault") } == [
                    "1 came from 1.0.0, which names no release"
                ])
            try await Self.addRelease("1.0.0", status: .deprecated, to: world)
            let refused = try await world.send(.post, path, token: token, body: #"{"reason":"bad"}"#)
            #expect(refused.code == "ROLLOUT_005")
            #expect(try refused.json.objects("details").map { try $0.text("field") } == ["1.0.0"])
        }
        try await withEnded { world, token, id in
            try await Self.addRelease("1.0.0", status: .approved, to: world)
            let path = "\(Self.path)/\(id)/rollback"
            let planned = try await world.send(.post, path + "/plan", token: token)
            #expect(planned.status == 200, "\(planned.text)")
            #expect(try planned.json.objects("rollbacks").map { try $0.integer("devices") } == [1])
            let created = try await world.send(.post, path, token: token, body: #"{"reason":"bad"}"#)
            #expect(created.status == 201, "\(created.text)")
            let group = try #require(try created.json.objects("rollbacks").first)
            #expect(try group.text("firmware_version") == "1.0.0")
            #expect(try group.object("rollout").object("origin").text("kind") == "rollback")
            let repeated = try await world.send(.post, path, token: token, body: #"{"reason":"bad"}"#)
            #expect(repeated.status == 200)
            let nested = try group.object("rollout").integer("id")
            let other = try await world.send(
                .post, "\(Self.path)/\(nested)/rollback", token: token, body: #"{"reason":"bad"}"#)
            #expect(other.code == "ROLLOUT_005")
        }
    }

    @Test func `the devices of one reason are tried again, once for each request id`() async throws {
        try await withEnded { world, token, id in
            let path = "\(Self.path)/\(id)/retry"
            let body = #"{"cause":"failed","reason_key":"no space","request_id":"r-1"}"#
            let created = try await world.send(.post, path, token: token, body: body)
            #expect(created.status == 201, "\(created.text)")
            #expect(try created.json.object("origin").integer("rollout_id") == Int(id.rawValue))
            #expect(try await world.send(.post, path, token: token, body: body).status == 200)
            let none = try await world.send(.post, path, token: token, body: #"{"cause":"lost"}"#)
            #expect(none.code == "ROLLOUT_006")
            let both = try await world.send(
                .post, path, token: token, body: #"{"cause":"failed","reason_key":"a","reason_code":"cancelled"}"#)
            #expect(both.code == "REQUEST_001")
        }
    }

    @Test func `an exclusion says how many devices it means, and every fault at once`() async throws {
        try await withAPI { world in
            let token = try await world.token(.updatesWrite)
            let id = try await world.fleet.createPlan(waves: [1])
            try await world.fleet.conduct()
            let path = "\(Self.path)/\(id)/exclude"
            let planned = try await world.send(.post, path + "/plan", token: token, body: #"{"filter":"uid=dev-002"}"#)
            #expect(try planned.json.integer("devices") == 1, "\(planned.text)")
            let body = #"{"filter":"uid=dev-002","reason":"bad"}"#
            let excluded = try await world.send(.post, path, token: token, body: body)
            #expect(excluded.status == 200, "\(excluded.text)")
            let shown = try await world.send(.get, "\(Self.path)/\(id)", token: token)
            #expect(shown.text.contains(#""exclusions""#))
            #expect(shown.text.contains("uid=dev-002"))
            let faulty = try await world.send(
                .post, path, token: token, body: #"{"filter":"seen<1d and status=failed","reason":" "}"#)
            #expect(faulty.code == "REQUEST_001")
            let fields = try faulty.json.objects("details").map { try $0.text("field") }
            #expect(fields.sorted() == ["filter", "filter", "reason"])
        }
    }

    /// A rollout of one batch that is over: of its two devices the first took the release, and the second had no space.
    private func withEnded(_ body: (APIWorld, String, Rollout.ID) async throws -> Void) async throws {
        try await withAPI { world in
            let fleet = world.fleet
            let (batch, sessions) = try await fleet.startBatch(of: 2)
            try await fleet.take(sessions[0], to: .completed)
            _ = try await fleet.updates.acknowledge(sessions[1], as: fleet.device(1))
            _ = try await fleet.updates.fail(sessions[1], reason: "no space", as: fleet.device(1))
            let token = try await world.token(.updatesWrite)
            try await body(world, token, try await fleet.batch(batch).rolloutID)
        }
    }

    private static func addRelease(
        _ version: String, status: FirmwareReleaseStatus, to world: APIWorld
    ) async throws {
        let release = world.fleet.release
        _ = try await world.fleet.services.repository.write { transaction in
            try transaction.insertRelease(
                version: version, status: status,
                digests: FirmwareDigests(sha256: release.checksum, sha1: "00", md5: "00"), sizeBytes: release.sizeBytes)
        }
    }
}
