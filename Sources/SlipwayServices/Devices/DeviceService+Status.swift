import SlipwayCore

extension DeviceService {
    /// So many devices may be switched in one call.
    package static let statusLimit = 500

    /// Switches a device, or its updates, on or off; what is none stays, and a repeat changes nothing.
    ///
    /// Off cancels its session before `flashed`; what has flashed goes on.
    ///
    /// - Throws: DEVICE_001, REQUEST_001.
    package func setStatus(
        of uid: String, active: Bool? = nil, updatesEnabled: Bool? = nil, as principal: Principal
    ) async throws -> Device {
        let result = try await setStatus(of: [uid], active: active, updatesEnabled: updatesEnabled, as: principal)
        guard let device = result.devices.first else { throw SlipwayError.deviceNotFound(uid) }
        return device
    }

    /// The same of many devices, in one transaction; the answer lists the uids that do not exist, and they keep no other
    /// one out.
    ///
    /// - Parameter uids: 1 to `statusLimit`; duplicates count once.
    /// - Throws: REQUEST_001.
    package func setStatus(
        of uids: [String], active: Bool? = nil, updatesEnabled: Bool? = nil, as principal: Principal
    ) async throws -> DeviceStatusResult {
        try principal.require(.devicesWrite)
        var seen: Set<String> = []
        let asked = uids.filter { seen.insert($0).inserted }
        let change = DeviceStatusChange(active: active, updatesEnabled: updatesEnabled)
        var faults = change.faults
        if !(1...Self.statusLimit).contains(asked.count) {
            let fault = "has \(asked.count) devices; 1 to \(Self.statusLimit) are possible"
            faults.append(FieldFault(field: "device_uids", fault: fault))
        }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        return try await repository.write { transaction in
            try transaction.hold(.devices(uids: asked), for: .changing)
            let found = try Self.visible(asked, as: principal, in: transaction)
            let events = found.flatMap { change.events(on: $0, by: principal) }
            let changed = Set(events.compactMap(\.subject.deviceID)).sorted()
            if !changed.isEmpty {
                try transaction.setStatus(of: changed, active: active, updatesEnabled: updatesEnabled)
                try transaction.append(events)
            }
            let cancelled = try change.cancellation(by: principal).map { failure in
                try SessionCancellation(failure, by: principal).carryOut(on: found.map(\.id), in: transaction)
            }
            let known = Set(found.map(\.deviceUID))
            return DeviceStatusResult(
                devices: try Self.visible(asked, as: principal, in: transaction),
                unknown: asked.filter { !known.contains($0) }, cancelledSessions: cancelled ?? 0)
        }
    }

    /// Those of the uids that the principal may see, in their order.
    private static func visible(
        _ uids: [String], as principal: Principal, in reader: any DeviceReader
    ) throws -> [Device] {
        let found = try reader.devices(uids: uids, serials: [])
            .filter { principal.organization.contains($0.organizationID) }
        let byUID = Dictionary(found.map { ($0.deviceUID, $0) }) { first, _ in first }
        return uids.compactMap { byUID[$0] }
    }
}
