import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

@Suite struct RegistrationCheckTests {
    @Test func `it says what a registration would refuse, and writes nothing`() async throws {
        try await withFleet(devices: 1) { fleet in
            let entries = [
                fleet.entry("cam-1"), RegistrationEntry(deviceUID: "cam-2", organizationID: .init(999)),
                fleet.entry("dev-001"), fleet.entry("cam-3", serial: "serial-dev-001"), fleet.entry("cam-1"),
                fleet.entry("a\u{7}"), RegistrationEntry(organizationID: fleet.acme.id),
            ]
            let before = try await fleet.events()
            let check = try await fleet.services.devices.checkRegistration(entries, as: fleet.ada)
            #expect(
                check.refusals == [
                    1: .organizationNotFound("999"),
                    2: .deviceAlreadyRegistered(field: "device_uid", value: "dev-001"),
                    3: .deviceAlreadyRegistered(field: "serial_number", value: "serial-dev-001"),
                    4: .deviceAlreadyRegistered(field: "device_uid", value: "cam-1"),
                    5: .invalidRequest([
                        FieldFault(field: "device_uid", fault: "holds the control character U+0007")
                    ]),
                ])
            let (count, after) = (try await fleet.deviceCount(), try await fleet.events())
            #expect(count == 1)
            #expect(after == before)
        }
    }

    @Test func `it judges more entries than one request holds, against the limit`() async throws {
        try await withFleet(devices: 1) { fleet in
            let entries = (0..<1_500).map { fleet.entry("cam-\($0)") }
            let check = try await fleet.services.devices.checkRegistration(entries, as: fleet.ada)
            let free = fleet.acme.deviceLimit - 1
            #expect(check.places == [.init(organization: fleet.acme.name, isActive: true, free: free)])
            #expect(check.refusals.keys.sorted() == Array(free..<1_500))
        }
    }

    @Test func `an organization of others is answered like one that does not exist`() async throws {
        try await withFleet(devices: 1) { fleet in
            let eve = Principal.operator("eve", organization: .one(.init(999)))
            let check = try await fleet.services.devices.checkRegistration([fleet.entry("cam-1")], as: eve)
            #expect(check.refusals == [0: .organizationNotFound("\(fleet.acme.id.rawValue)")])
            #expect(check.places == [])
        }
    }
}
