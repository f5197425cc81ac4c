import SlipwayCore
import TestSupport
import Testing

@Suite struct TelemetryStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `messages come back to the letter, the newest first, page by page`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let devices = try await world.insertDevices()
            let payload = #"{"ev":"boot","v":1.10,"text":"\u0000 \"é\""}"#
            try await world.write {
                try $0.insert([
                    .example(1, of: devices[0].id, payload: payload), .example(2, of: devices[0].id),
                    .example(3, of: devices[1].id),
                ])
            }
            let first = world.clock.now
            world.clock.advance(by: .seconds(1))
            try await world.write { try $0.insert([.example(0, of: devices[0].id, type: "heat")]) }
            let all = try await world.read { try $0.telemetry(ofDevice: devices[0].id, after: nil, limit: 9) }
            #expect(all.map(\.id) == ["id-10000", "id-10002", "id-10001"])
            #expect(
                all.last
                    == TelemetryMessage(
                        id: "id-10001", deviceID: devices[0].id, telemetryType: "boot", payload: payload,
                        receivedAt: first))
            var paged: [TelemetryMessage] = []
            for _ in 0..<3 {
                let anchor = paged.last?.anchor
                paged += try await world.read { try $0.telemetry(ofDevice: devices[0].id, after: anchor, limit: 1) }
            }
            #expect(paged == all)
            let end = paged.last?.anchor
            #expect(try await world.read { try $0.telemetry(ofDevice: devices[0].id, after: end, limit: 1) } == [])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `old messages are found so many at once, the oldest first, and deleted`(database: ConformingDatabase)
        async throws
    {
        try await database.withWorld { world in
            let device = try await world.insertDevices()[0]
            for number in 1...3 {
                try await world.write { try $0.insert([.example(number, of: device.id)]) }
                world.clock.advance(by: .seconds(1))
            }
            let instant = world.clock.now - .seconds(1)
            let old = { (anchor: TelemetryMessage.Anchor?, limit: Int) in
                try await world.read { try $0.telemetry(olderThan: instant, after: anchor, limit: limit) }
            }
            let all = try await old(nil, 9)
            #expect(all.map(\.id) == ["id-10001", "id-10002"])
            #expect(try await old(nil, 1) == [all[0]])
            #expect(try await old(all[0], 9) == [all[1]])
            try await world.write { try $0.deleteTelemetry([all[0].id, "gone"]) }
            let left = try await world.read { try $0.telemetry(ofDevice: device.id, after: nil, limit: 9) }
            #expect(left.map(\.id) == ["id-10003", "id-10002"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `old events are found so many at once, the oldest first, and deleted`(database: ConformingDatabase)
        async throws
    {
        try await database.withWorld { world in
            for detail in ["a", "b", "c"] {
                try await world.write { try $0.append([.example(on: EventSubject(), detail: detail)]) }
                world.clock.advance(by: .seconds(1))
            }
            let instant = world.clock.now - .seconds(1)
            let old = { (last: Event.ID?, limit: Int) in
                try await world.read {
                    try $0.events(olderThan: instant, after: last, exported: false, limit: limit).removable
                }
            }
            let all = try await old(nil, 9)
            #expect(all.count == 2)
            #expect(try await old(nil, 1) == [all[0]])
            #expect(try await old(all[0], 9) == [all[1]])
            try await world.write { try $0.deleteEvents(all) }
            #expect(try await old(nil, 9) == [])
            let left = try await world.read { try $0.page(of: EventQuery(), in: .all, at: .first, limit: 9).rows }
            #expect(left.map(\.detail) == ["c"])
        }
    }
}

extension DatabaseWorld {
    fileprivate func insertDevices() async throws -> [Device] {
        try await write { try $0.insertDevices(2, in: $0.insertOrganization().id) }
    }
}
