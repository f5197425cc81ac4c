import SlipwayCore
import SlipwayServices

extension Race {
    static let devices = [
        Race("registration beside registration and a lower limit") { round in
            let entries = (0..<4).map {
                RegistrationEntry(deviceUID: "new-\(round.number)-\($0)", organizationID: round.organization.id)
            }
            let limit = round.devices.count + 2
            return times(4) {
                try await "\(round.services.devices.register(entries, as: round.ada).successful.count)"
            } + [
                {
                    let change = OrganizationChange(deviceLimit: limit)
                    return try await round.services.organizations.update(round.organization.name, change, as: round.ada)
                        .name
                }
            ]
        } faults: { round, outcomes in
            let count = try await round.services.organizations.organization(round.organization.id, as: round.ada)
                .deviceCount
            let events = try await round.events(.organizationUpdated, .devicesRegistered)
            let added = count - round.devices.count
            let isLimited = events.first?.kind == .organizationUpdated
            return unexpected(outcomes, allowed: [])
                + fault(added != (isLimited ? 2 : 4), "\(added) devices were added")
        },
        Race("deactivation beside deactivation and activation") { round in
            times(3) {
                try await round.services.devices.setStatus(of: round.uids[0], active: false, as: round.ada).deviceUID
            }
                + times(3) {
                    try await round.services.devices.setStatus(of: round.uids[0], active: true, as: round.ada).deviceUID
                }
        } faults: { round, outcomes in
            let events = try await round.events(.deviceActivated, .deviceDeactivated)
            let active = try await round.services.devices.device(round.devices[0].id, as: round.ada).active
            return unexpected(outcomes, allowed: []) + repeated(events)
                + fault(
                    events.last.map { ($0.kind == .deviceActivated) != active } ?? false, "the last event is not true")
        },
        Race("many devices switched beside one another, in either order") { round in
            (0..<4).map { place -> RaceCall in
                let uids = place % 2 == 0 ? round.uids : round.uids.reversed()
                return {
                    let result = try await round.services.devices.setStatus(
                        of: uids, active: place < 2, as: round.ada)
                    return "\(result.devices.count)"
                }
            }
        } faults: { round, outcomes in
            let events = try await round.events(.deviceActivated, .deviceDeactivated)
            let byDevice = Dictionary(grouping: events) { $0.subject.deviceID }
            return unexpected(outcomes, allowed: []) + byDevice.values.flatMap(repeated)
        },
        Race("a device's token replaced beside its revocation") { round in
            let uid = round.uids[0]
            return times(2) { try await round.services.devices.rotateToken(of: uid, as: round.ada).device.deviceUID }
                + times(3) { try await round.services.devices.revokeToken(of: uid, as: round.ada).deviceUID }
        } faults: { round, outcomes in
            let events = try await round.events(.deviceTokenRotated, .deviceTokenRevoked)
            let hasToken = try await round.services.repository.read { try $0.hasToken(round.devices[0].id) }
            return unexpected(outcomes, allowed: [])
                + repeated(events).filter { $0.contains("Revoked") }
                + fault(
                    events.last.map { ($0.kind == .deviceTokenRotated) != hasToken } ?? true,
                    "the last event is not true")
        },
        Race("telemetry beside deactivation") { round in
            let uid = round.uids[0]
            return times(3) {
                try await "\(round.services.telemetry.ingest([#"{"ev":"boot"}"#], from: uid, as: round.ada))"
            }
                + times(2) {
                    try await round.services.telemetry.ingestBatch(
                        [#"{"ev":"boot","device_uid":"\#(uid)"}"#], as: round.ada
                    ).description
                }
                + [{ try await round.services.devices.setStatus(of: uid, active: false, as: round.ada).deviceUID }]
        } faults: { _, outcomes in
            unexpected(outcomes, allowed: ["DEVICE_003", "REQUEST_001"])
        },
    ]
}
