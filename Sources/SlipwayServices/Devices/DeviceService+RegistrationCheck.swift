import SlipwayCore

extension DeviceService {
    /// Judges any number of entries as one registration would, by `RegistrationRules`; nothing is written or held, so
    /// that it may have changed by the time they are sent.
    package func checkRegistration(
        _ entries: [RegistrationEntry], as principal: Principal
    ) async throws -> RegistrationCheck {
        try principal.require(.devicesWrite)
        var check = RegistrationCheck()
        var judged: [(index: Int, device: NewDevice)] = []
        for (index, entry) in entries.enumerated() {
            guard entry.faults.isEmpty else {
                check.refusals[index] = .invalidRequest(entry.faults)
                continue
            }
            judged.append((index, device(of: entry)))
        }
        let devices = judged.map(\.device)
        let scope = principal.organization
        let (organizations, registered) = try await repository.read { reader in
            let organizations = try reader.organizations(Set(devices.map(\.organizationID)))
            var registered: [RegisteredDevice] = []
            for start in stride(from: 0, to: devices.count, by: Self.checkedAtOnce) {
                let some = devices[start..<min(start + Self.checkedAtOnce, devices.count)]
                registered += try reader.registered(for: Array(some))
            }
            return (organizations, registered)
        }
        let rules = RegistrationRules(organizations: organizations, registered: registered, scope: scope)
        for (entry, verdict) in zip(judged, rules.verdicts(on: devices)) {
            switch verdict {
            case .accepted, .repeated: break
            case .refused(let error): check.refusals[entry.index] = error
            }
        }
        check.places = organizations.filter { scope.contains($0.id) }.sorted { $0.name < $1.name }.map {
            RegistrationCheck.Places(
                organization: $0.name, isActive: $0.active, free: max(0, $0.deviceLimit - $0.deviceCount))
        }
        return check
    }

    /// A uid or a token that is still to be made meets nothing.
    private func device(of entry: RegistrationEntry) -> NewDevice {
        let uid = entry.deviceUID ?? identifiers.uuid()
        return NewDevice(
            deviceUID: uid, serialNumber: entry.serialNumber ?? uid, organizationID: entry.organizationID,
            hardwareVersion: entry.hardwareVersion ?? "",
            tokenHash: entry.deviceToken.map { TokenHash.sha256Hex(of: $0) } ?? "")
    }

    private static let checkedAtOnce = 200
}

/// What a registration would meet, without anything being written.
package struct RegistrationCheck: Hashable, Sendable {
    /// What a limit leaves.
    package struct Places: Hashable, Sendable {
        package let organization: String
        package let isActive: Bool
        package let free: Int

        package init(organization: String, isActive: Bool, free: Int) {
            self.organization = organization
            self.isActive = isActive
            self.free = free
        }
    }

    /// By the position of the entry, from 0; what is not in it would be let in now.
    package var refusals: [Int: SlipwayError]
    /// Of each organization that is named, by name.
    package var places: [Places]

    package init(refusals: [Int: SlipwayError] = [:], places: [Places] = []) {
        self.refusals = refusals
        self.places = places
    }
}
