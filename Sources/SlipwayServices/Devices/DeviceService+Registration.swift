import SlipwayCore

extension DeviceService {
    /// Registers all entries that `RegistrationRules` lets in, in one transaction; sending them again is safe.
    ///
    /// - Throws: REQUEST_001 with every fault of every entry, and then nothing is written.
    package func register(
        _ entries: [RegistrationEntry], as principal: Principal
    ) async throws -> RegistrationResult {
        try principal.require(.devicesWrite)
        guard (1...settings.registrationLimit).contains(entries.count) else {
            let fault = "has \(entries.count) entries; 1 to \(settings.registrationLimit) are possible"
            throw SlipwayError.invalidRequest([FieldFault(field: "devices", fault: fault)])
        }
        let faults = entries.enumerated().flatMap { index, entry in entry.faults.map { $0.at(index: index) } }
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        // A write may run again, so that everything random is settled before it.
        let applications = entries.enumerated().map { index, entry in
            Application(index: index, entry: entry, identifiers: identifiers)
        }
        return try await repository.write { transaction in
            try Self.register(applications, as: principal, in: transaction)
        }
    }

    private static func register(
        _ applications: [Application], as principal: Principal, in transaction: any RepositoryTransaction
    ) throws -> RegistrationResult {
        var result = RegistrationResult()
        var registered: [Device] = []
        var open = applications
        // A request that loses a race against another is judged again, by what is there then.
        for _ in 0..<maximumRounds where !open.isEmpty {
            var accepted: [Application] = []
            for (application, verdict) in zip(open, try verdicts(on: open, as: principal, in: transaction)) {
                switch verdict {
                case .accepted: accepted.append(application)
                case .repeated(let device): result.successful.append(application.registered(as: device))
                case .refused(let error): result.failed.append(application.refused(error))
                }
            }
            let inserted = accepted.isEmpty ? [] : try transaction.insert(accepted.map(\.device))
            let byUID = Dictionary(inserted.map { ($0.deviceUID, $0) }) { first, _ in first }
            result.successful += accepted.compactMap { application in
                byUID[application.device.deviceUID].map(application.registered)
            }
            registered += inserted
            open = accepted.filter { byUID[$0.device.deviceUID] == nil }
        }
        result.failed += open.map { application in
            let uid = application.device.deviceUID
            return application.refused(.deviceAlreadyRegistered(field: "device_uid", value: uid))
        }
        result.successful.sort { $0.index < $1.index }
        result.failed.sort { $0.index < $1.index }
        try transaction.append(events(on: registered, order: applications, by: principal))
        return result
    }

    private static func verdicts(
        on applications: [Application], as principal: Principal, in transaction: any RepositoryTransaction
    ) throws -> [RegistrationRules.Verdict] {
        let devices = applications.map(\.device)
        // The organizations first: reading them takes the lock under which the limit holds.
        let organizations = try transaction.organizations(Set(devices.map(\.organizationID)))
        let known = try transaction.registered(for: devices)
        return RegistrationRules(organizations: organizations, registered: known, scope: principal.organization)
            .verdicts(on: devices)
    }

    /// One event an organization, however many devices.
    private static func events(
        on devices: [Device], order applications: [Application], by principal: Principal
    ) -> [NewEvent] {
        let positions = Dictionary(applications.map { ($0.device.deviceUID, $0.index) }) { first, _ in first }
        let ordered = devices.sorted { positions[$0.deviceUID, default: 0] < positions[$1.deviceUID, default: 0] }
        return Dictionary(grouping: ordered, by: \.organizationID).sorted { $0.key < $1.key }.map { id, devices in
            let uids = [devices.first, devices.count > 1 ? devices.last : nil].compactMap { $0?.deviceUID }
            let count = "\(devices.count) \(devices.count == 1 ? "device" : "devices")"
            let detail = "\(count): \(uids.joined(separator: ".."))"
            return NewEvent(.devicesRegistered, by: principal, on: EventSubject(organizationID: id), detail: detail)
        }
    }

    private static let maximumRounds = 3
}

/// An entry with everything settled that it left open.
private struct Application: Sendable {
    let index: Int
    let entry: RegistrationEntry
    let device: NewDevice
    let token: String

    init(index: Int, entry: RegistrationEntry, identifiers: IdentifierSource) {
        let uid = entry.deviceUID ?? identifiers.uuid()
        self.index = index
        self.entry = entry
        token = entry.deviceToken ?? identifiers.deviceToken()
        device = NewDevice(
            deviceUID: uid, serialNumber: entry.serialNumber ?? uid, organizationID: entry.organizationID,
            hardwareVersion: entry.hardwareVersion ?? "", tokenHash: TokenHash.sha256Hex(of: token))
    }

    func registered(as device: Device) -> RegistrationResult.Registered {
        RegistrationResult.Registered(index: index, device: device, deviceToken: token)
    }

    func refused(_ error: SlipwayError) -> RegistrationResult.Refused {
        RegistrationResult.Refused(index: index, entry: entry, error: error)
    }
}
