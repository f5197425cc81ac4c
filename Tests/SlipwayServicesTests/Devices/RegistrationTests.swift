import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct RegistrationTests {
    @Test func `what an entry leaves out is made up for it`() async throws {
        try await withFleet(devices: 0) { fleet in
            let result = try await fleet.register([RegistrationEntry(organizationID: fleet.acme.id)])
            let registered = try #require(result.successful.first)
            #expect(SessionID(registered.device.deviceUID) != nil)
            #expect(registered.device.serialNumber == registered.device.deviceUID)
            #expect(registered.deviceToken.utf8.count == 43)
            #expect(registered.device.firmwareVersion == "")
            let stored = try await fleet.services.repository.read { reader in
                try reader.registered(uid: registered.device.deviceUID)
            }
            #expect(stored?.tokenHash == TokenHash.sha256Hex(of: registered.deviceToken))
        }
    }

    @Test func `every fault of every entry refuses the whole`() async throws {
        try await withFleet(devices: 0) { fleet in
            let entries = [
                fleet.entry("good"), fleet.entry("", serial: ""),
                RegistrationEntry(deviceUID: "a\u{7}", organizationID: fleet.acme.id, deviceToken: "short"),
            ]
            await #expect(
                throws: SlipwayError.invalidRequest([
                    FieldFault(index: 1, field: "device_uid", fault: "is empty"),
                    FieldFault(index: 1, field: "serial_number", fault: "is empty"),
                    FieldFault(index: 2, field: "device_uid", fault: "holds the control character U+0007"),
                    FieldFault(
                        index: 2, field: "device_token", fault: "must be at least 32 random bytes in base64url"),
                ])
            ) { try await fleet.register(entries) }
        }
    }

    @Test func `a request that is refused writes nothing`() async throws {
        try await withFleet(devices: 0) { fleet in
            #expect(await code { try await fleet.register([fleet.entry("good"), fleet.entry("")]) } == "REQUEST_001")
            let (count, events) = (try await fleet.deviceCount(), try await fleet.events())
            #expect(count == 0)
            #expect(events.isEmpty)
        }
    }

    @Test(arguments: [0, 101]) func `a request holds 1 to 100 entries`(count: Int) async throws {
        try await withFleet(devices: 0) { fleet in
            let entries = (0..<count).map { fleet.entry("cam-\($0)") }
            #expect(await code { try await fleet.register(entries) } == "REQUEST_001")
        }
    }

    @Test func `an entry that fails keeps no other one out`() async throws {
        try await withFleet(devices: 1) { fleet in
            let entries = [
                fleet.entry("cam-1"), RegistrationEntry(deviceUID: "cam-2", organizationID: .init(999)),
                fleet.entry("dev-001"), fleet.entry("cam-3", serial: "serial-dev-001"), fleet.entry("cam-1"),
                fleet.entry("cam-4"),
            ]
            let result = try await fleet.register(entries)
            #expect(result.successful.map(\.index) == [0, 5])
            #expect(result.failed.map(\.index) == [1, 2, 3, 4])
            #expect(result.failed.map(\.error.code) == ["ORG_001", "DEVICE_002", "DEVICE_002", "DEVICE_002"])
            #expect(result.failed.map(\.entry) == Array(entries[1...4]))
        }
    }

    @Test func `the limit falls into the middle of a request`() async throws {
        try await withFleet(devices: 1) { fleet in
            _ = try await fleet.services.organizations.update(
                "acme", OrganizationChange(deviceLimit: 3), as: fleet.ada)
            let result = try await fleet.register((1...4).map { fleet.entry("cam-\($0)") })
            #expect(result.successful.map(\.device.deviceUID) == ["cam-1", "cam-2"])
            #expect(result.failed.map(\.error.code) == ["ORG_003", "ORG_003"])
            #expect(try await fleet.deviceCount() == 3)
        }
    }

    @Test func `an inactive organization takes nobody`() async throws {
        try await withFleet(devices: 0) { fleet in
            _ = try await fleet.services.organizations.update("acme", OrganizationChange(active: false), as: fleet.ada)
            #expect(try await fleet.register([fleet.entry("cam-1")]).failed.map(\.error.code) == ["ORG_002"])
        }
    }

    @Test func `sending it again is safe and changes nothing`() async throws {
        try await withFleet(devices: 0) { fleet in
            let token = IdentifierSource.seeded(9).deviceToken()
            let entries = [
                RegistrationEntry(deviceUID: "cam-1", organizationID: fleet.acme.id, deviceToken: token)
            ]
            let first = try await fleet.register(entries)
            let events = try await fleet.events()
            #expect(try await fleet.register(entries) == first)
            #expect(first.successful.map(\.deviceToken) == [token])
            #expect(try await fleet.events() == events)
            #expect(try await fleet.deviceCount() == 1)
            // Another token is another device that claims the same name.
            #expect(try await fleet.register([fleet.entry("cam-1")]).failed.map(\.error.code) == ["DEVICE_002"])
        }
    }

    @Test func `an organization hears of all its new devices in one event`() async throws {
        try await withFleet(devices: 0) { fleet in
            let beta = try await fleet.services.organizations.create(.example(name: "beta"), as: fleet.ada)
            let before = try await fleet.events().count
            _ = try await fleet.register([
                fleet.entry("cam-1"), RegistrationEntry(deviceUID: "beta-1", organizationID: beta.id),
                fleet.entry("cam-2"), fleet.entry("cam-3"),
            ])
            let events = try await fleet.events().dropFirst(before)
            #expect(events.map(\.kind) == [.devicesRegistered, .devicesRegistered])
            #expect(events.map(\.subject.organizationID) == [fleet.acme.id, beta.id])
            #expect(events.map(\.detail) == ["3 devices: cam-1..cam-3", "1 device: beta-1"])
        }
    }

    @Test func `two requests at once share the limit`() async throws {
        try await withFileRepository(readers: 2) { repository, clock in
            let fleet = try await makeFleet(of: 0, in: repository, clock: clock)
            _ = try await fleet.services.organizations.update(
                "acme", OrganizationChange(deviceLimit: 25), as: fleet.ada)
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for request in 0..<4 {
                    group.addTask {
                        let entries = (0..<10).map { fleet.entry("cam-\(request)-\($0)") }
                        return try await fleet.register(entries).successful.count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(counts == 25)
            #expect(try await fleet.deviceCount() == 25)
        }
    }
}

extension StockedFleet {
    func entry(_ uid: String, serial: String? = nil) -> RegistrationEntry {
        RegistrationEntry(deviceUID: uid, serialNumber: serial, organizationID: acme.id)
    }

    func register(_ entries: [RegistrationEntry]) async throws -> RegistrationResult {
        try await services.devices.register(entries, as: ada)
    }

    func deviceCount() async throws -> Int {
        try await services.repository.read { try $0.deviceCount(in: .all) }
    }
}
