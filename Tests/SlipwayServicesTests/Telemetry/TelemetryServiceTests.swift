import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct TelemetryServiceTests {
    @Test func `a device's messages are kept to the letter, without white space, the latest first`() async throws {
        try await withFleet { fleet in
            let messages = [#"{ "ev" : "boot", "v": 1.10 }"#, #"{"ev":"heat","c":[ 71, 72 ]}"#]
            #expect(try await fleet.services.telemetry.ingest(messages, from: "dev-001", as: fleet.device(0)) == 2)
            let kept = try await fleet.telemetry(0)
            #expect(kept.map(\.telemetryType) == ["heat", "boot"])
            #expect(kept.map(\.payload) == [#"{"ev":"heat","c":[71,72]}"#, #"{"ev":"boot","v":1.10}"#])
            #expect(kept.allSatisfy { $0.deviceID == fleet.devices[0].id && $0.receivedAt == fleet.clock.now })
        }
    }

    @Test func `telemetry of a device itself is a sign of life`() async throws {
        try await withFleet { fleet in
            fleet.clock.advance(by: .seconds(60))
            let message = #"{"ev":"boot"}"#
            _ = try await fleet.services.telemetry.ingest([message], from: "dev-001", as: fleet.device(0))
            _ = try await fleet.services.telemetry.ingest([message], from: "dev-002", as: fleet.ada)
            try await fleet.services.reports.flush()
            #expect(try await fleet.device(at: 0).lastHeartbeat == fleet.clock.now)
            #expect(try await fleet.device(at: 1).lastHeartbeat != fleet.clock.now)
        }
    }

    @Test func `messages without a type are named, each with its place, and nothing is kept`() async throws {
        try await withFleet { fleet in
            let messages = [#"{"ev":"boot"}"#, #"{"ev":""}"#, #"{"ev":7}"#, "[]", #"{"ev":"a""#, "{}"]
            await #expect(
                throws: SlipwayError.telemetryTypeMissing([
                    FieldFault(index: 1, field: "ev", fault: "is missing"),
                    FieldFault(index: 2, field: "ev", fault: "is missing"),
                    FieldFault(index: 3, field: "message", fault: "is not a JSON object"),
                    FieldFault(index: 4, field: "message", fault: "is not a JSON object"),
                    FieldFault(index: 5, field: "ev", fault: "is missing"),
                ])
            ) { try await fleet.services.telemetry.ingest(messages, from: "dev-001", as: fleet.device(0)) }
            let found42 = try await fleet.telemetry(0)
            #expect(found42 == [])
        }
    }

    @Test func `a hundred messages of 64 KiB fit, and no more`() async throws {
        try await withFleet { fleet in
            let frame = #"{"ev":"a","x":""}"#
            let largest = #"{"ev":"a","x":""# + String(repeating: "x", count: 65_536 - frame.utf8.count) + #""}"#
            let send = { (messages: [String]) in
                try await fleet.services.telemetry.ingest(messages, from: "dev-001", as: fleet.device(0))
            }
            let found53 = try await send(Array(repeating: frame, count: 100))
            #expect(found53 == 100)
            let found54 = try await send([largest])
            #expect(found54 == 1)
            #expect(await code { try await send([largest + " "]) } == "REQUEST_001")
            #expect(await code { try await send(Array(repeating: frame, count: 101)) } == "REQUEST_001")
            #expect(await code { try await send([]) } == "REQUEST_001")
        }
    }

    @Test func `an unknown device does not exist, and an inactive one may not speak`() async throws {
        try await withFleet { fleet in
            let message = #"{"ev":"boot"}"#
            let telemetry = fleet.services.telemetry
            try await fleet.setStatus(of: 0, active: false)
            #expect(
                await code { try await telemetry.ingest([message], from: "dev-001", as: fleet.device(0)) }
                    == "DEVICE_003")
            #expect(
                await code { try await telemetry.ingest([message], from: "none", as: .device("none")) } == "DEVICE_001")
        }
    }

    @Test func `a batch gives each device its own`() async throws {
        try await withFleet { fleet in
            let messages = ["dev-001", "dev-002", "dev-001"].map { #"{"device_uid":"\#($0)","ev":"boot"}"# }
            let automation = Principal(
                kind: .token, name: "gateway", scopes: [.telemetryWrite], organization: .one(fleet.acme.id))
            let found79 = try await fleet.services.telemetry.ingestBatch(messages, as: automation)
            #expect(found79 == 3)
            let found80 = try await fleet.telemetry(0).count
            #expect(found80 == 2)
            let found81 = try await fleet.telemetry(1).map(\.payload)
            #expect(found81 == [messages[1]])
        }
    }

    @Test func `a batch with a fault is refused whole, with every fault`() async throws {
        try await withFleet { fleet in
            try await fleet.setStatus(of: 1, active: false)
            let telemetry = fleet.services.telemetry
            let form = [#"{"device_uid":"dev-001"}"#, #"{"ev":"boot"}"#, #"{"device_uid":"dev-001","ev":"a"}"#]
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(index: 0, field: "ev", fault: "is missing"),
                    FieldFault(index: 1, field: "device_uid", fault: "is missing"),
                ])
            ) { try await telemetry.ingestBatch(form, as: fleet.ada) }
            let devices = ["dev-001", "dev-002", "none"].map { #"{"device_uid":"\#($0)","ev":"boot"}"# }
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(index: 1, field: "device_uid", fault: "device dev-002 is inactive"),
                    FieldFault(index: 2, field: "device_uid", fault: "device none not found"),
                ])
            ) { try await telemetry.ingestBatch(devices, as: fleet.ada) }
            #expect(try await fleet.telemetry(0) == [])
        }
    }
}

extension StockedFleet {
    fileprivate func telemetry(_ index: Int) async throws -> [TelemetryMessage] {
        try await services.telemetry.telemetry(
            ofDevice: devices[index].deviceUID, after: nil, limit: 1_000, as: ada)
    }
}
