import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct PlaceTests {
    @Test func `a device whose shard is full is told so, and begins once an idle place was moved to it`() async throws {
        try await withFleet(devices: 4) { fleet in
            let (_, _, sessions) = try await fleet.startRollout(of: [1, 3], maximumInFlight: 4, shards: 2)
            for index in 1...2 { try await fleet.take(sessions[index], of: index, to: .acknowledged) }
            let third = { try await fleet.updates.acknowledge(sessions[3], as: fleet.device(3)) }
            await #expect(throws: SlipwayError.held(.maximumInFlight)) { try await third() }
            #expect(try await fleet.updates.check(uid: "dev-004", reportedVersion: nil, as: fleet.device(3)).isNone)
            _ = try await fleet.processor.step()
            #expect(try await third().updateStatus == .acknowledged)
            #expect(try await fleet.updates.acknowledge(sessions[0], as: fleet.device(0)).updateStatus == .acknowledged)
        }
    }

    @Test func `a device is told that as many as may have begun in this minute`() async throws {
        try await withFleet { fleet in
            let (_, _, sessions) = try await fleet.startRollout(of: [3], joinsPerMinute: 2)
            for index in 0..<2 { try await fleet.take(sessions[index], of: index, to: .downloading) }
            let third = { try await fleet.updates.acknowledge(sessions[2], as: fleet.device(2)) }
            let error = await #expect(throws: SlipwayError.self) { try await third() }
            #expect(error?.code == "UPDATE_014")
            #expect(error?.message.contains("as many devices as allowed have begun in this minute") == true)
            fleet.clock.advance(by: .seconds(60))
            #expect(try await third().updateStatus == .acknowledged)
        }
    }

    @Test func `a session that its limit a minute holds keeps its time`() async throws {
        try await withFleet { fleet in
            let (_, _, sessions) = try await fleet.startRollout(of: [3], joinsPerMinute: 0)
            fleet.clock.advance(by: .seconds(8 * 86_400))
            _ = try await fleet.sweep.step()
            #expect(try await fleet.session(sessions[0]).updateStatus == .initiated)
        }
    }
}

extension UpdateOffer {
    fileprivate var isNone: Bool {
        if case .none = self { true } else { false }
    }
}
