import Logging
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct SettingServiceTests {
    @Test func `a change is kept, told by an event, and seen by every other process at its next read`() async throws {
        try await withFleet(devices: 0) { fleet in
            let settings = fleet.services.sharedSettings
            let other = Services(repository: fleet.services.repository, logger: Logger(label: "test")).sharedSettings
            let entry = try await settings.set("typed_count_from", to: "500", by: fleet.ada)
            #expect(entry.value == 500)
            #expect(settings.latest[.typedCountFrom] == 500)
            #expect(other.latest[.typedCountFrom] == 100)
            #expect(try await other.read()[.typedCountFrom] == 500)
            #expect(other.latest[.typedCountFrom] == 500)
            let event = try #require(try await fleet.events().last)
            #expect(event.kind == .settingChanged)
            #expect(event.actorName == "ada")
            #expect(event.detail == "typed_count_from from 100 to 500 devices")
        }
    }

    @Test func `setting what is set already changes nothing`() async throws {
        try await withFleet(devices: 0) { fleet in
            for _ in 0..<2 {
                let entry = try await fleet.services.sharedSettings.set("typed_count_from", to: "7", by: fleet.ada)
                #expect(entry.value == 7)
            }
            #expect(try await fleet.eventKinds() == [.settingChanged])
        }
    }

    @Test func `a stored value that cannot be used is replaced, and the event quotes it`() async throws {
        try await withFleet(devices: 0) { fleet in
            try await fleet.services.repository.write { try $0.setSetting("typed_count_from", to: "many") }
            let listed = try await fleet.services.sharedSettings.settings(as: fleet.ada).entries
            #expect(listed.compactMap(\.fault) == ["is not a whole number"])
            _ = try await fleet.services.sharedSettings.set("typed_count_from", to: "100", by: fleet.ada)
            #expect(try await fleet.events().last?.detail == "typed_count_from from \"many\" to 100 devices")
        }
    }

    @Test func `what is refused changes nothing`() async throws {
        try await withFleet(devices: 0) { fleet in
            let settings = fleet.services.sharedSettings
            #expect(await code { try await settings.set("typed_count_from", to: "0", by: fleet.ada) } == "REQUEST_001")
            let (values, events) = (try await settings.read(), try await fleet.events())
            #expect(values == SettingValues())
            #expect(events == [])
        }
    }

    @Test func `only an administrator of every organization lists or sets them`() async throws {
        try await withFleet(devices: 0) { fleet in
            let settings = fleet.services.sharedSettings
            let limited = Principal.operator("eve", organization: .one(fleet.acme.id))
            let reader = Principal.operator("bob", scopes: [.updatesWrite, .organizationsWrite])
            for principal in [limited, reader] {
                #expect(await code { try await settings.settings(as: principal) } == "AUTH_003")
                #expect(
                    await code { try await settings.set("typed_count_from", to: "7", by: principal) } == "AUTH_003")
            }
            let values = try await settings.read()
            #expect(values == SettingValues())
        }
    }
}
