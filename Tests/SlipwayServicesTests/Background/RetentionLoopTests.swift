import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct RetentionLoopTests {
    @Test func `telemetry is kept for its time, then removed`() async throws {
        try await withFleet { fleet in
            try await fleet.ingest(1)
            fleet.clock.advance(by: .seconds(30 * 86_400))
            try await fleet.ingest(1)
            _ = try await fleet.retention.step()
            let mark = try await fleet.updates.changeMark()
            #expect(try await fleet.retention.step() == false)
            #expect(try await fleet.updates.changeMark() == mark)
            fleet.clock.advance(by: .milliseconds(1))
            #expect(try await fleet.retention.step() == false)
            #expect(try await fleet.telemetryCount() == 1)
            let cleaned = try await fleet.updates.changeMark()
            #expect(try await fleet.retention.step() == false)
            #expect(try await fleet.updates.changeMark() == cleaned)
        }
    }

    @Test func `a step removes a thousand messages and says that there may be more`() async throws {
        try await withFleet { fleet in
            for _ in 0..<11 { try await fleet.ingest(100) }
            fleet.clock.advance(by: .seconds(31 * 86_400))
            #expect(try await fleet.retention.step())
            #expect(try await fleet.telemetryCount() == 100)
            #expect(try await fleet.retention.step() == false)
            #expect(try await fleet.telemetryCount() == 0)
        }
    }

    @Test func `events stay unless a time is set`() async throws {
        try await withFleet { fleet in
            try await fleet.appendEvent()
            try await fleet.ingest(1)
            fleet.clock.advance(by: .seconds(10_000 * 86_400))
            _ = try await fleet.retention.step()
            #expect(try await fleet.events().count == 1)
        }
    }

    @Test func `events go after the time that is set`() async throws {
        try await withFleet { fleet in
            try await fleet.keep(.eventRetention, "90")
            try await fleet.keep(.exportBeforeRemoval, "no")
            try await fleet.appendEvent()
            fleet.clock.advance(by: .seconds(90 * 86_400))
            try await fleet.appendEvent()
            _ = try await fleet.retention.step()
            #expect(try await fleet.events().count == 2)
            fleet.clock.advance(by: .milliseconds(1))
            _ = try await fleet.retention.step()
            #expect(try await fleet.events().count == 1)
        }
    }

    @Test func `an expired token stays`() async throws {
        try await withFleet { fleet in
            let request = AccessTokenRequest(description: "ci", scopes: [.devicesRead], expiresIn: .seconds(1))
            _ = try await fleet.services.authentication.create(request, as: fleet.ada)
            try await fleet.ingest(1)
            fleet.clock.advance(by: .seconds(10_000 * 86_400))
            _ = try await fleet.retention.step()
            #expect(try await fleet.services.authentication.count(as: fleet.ada) == .exactly(1))
        }
    }
}

extension StockedFleet {
    fileprivate var retention: RetentionLoop { RetentionLoop(services: services, worker: "worker-1") }

    fileprivate func ingest(_ count: Int) async throws {
        _ = try await services.telemetry.ingest(
            Array(repeating: #"{"ev":"boot"}"#, count: count), from: "dev-001", as: ada)
    }

    fileprivate func telemetryCount() async throws -> Int {
        try await services.telemetry.telemetry(ofDevice: "dev-001", after: nil, limit: 1_000, as: ada).count
    }

    /// Past the service, which would leave an event.
    fileprivate func keep(_ setting: Setting, _ value: String) async throws {
        try await services.repository.write { try $0.setSetting(setting.name, to: value) }
    }

    fileprivate func appendEvent() async throws {
        try await services.repository.write { try $0.append([.example(on: EventSubject())]) }
    }
}
