import SlipwayCore

extension NewOrganization {
    package static func example(
        name: String = "acme", displayName: String? = nil, environment: Organization.Environment = .production,
        deviceLimit: Int = 1_000, approval: ApprovalRule = .off
    ) -> NewOrganization {
        NewOrganization(
            name: name, displayName: displayName, environment: environment, deviceLimit: deviceLimit,
            approval: approval)
    }
}

extension NewDevice {
    package static func example(
        uid: String = "dev-001", serialNumber: String? = nil, in organization: Organization.ID,
        hardwareVersion: String = "rev-a", tokenHash: String? = nil
    ) -> NewDevice {
        NewDevice(
            deviceUID: uid, serialNumber: serialNumber ?? "serial-\(uid)", organizationID: organization,
            hardwareVersion: hardwareVersion, tokenHash: tokenHash ?? "hash-of-\(uid)")
    }
}

extension NewFirmwareRelease {
    package static func example(
        version: String = "2.0.0", channel: ReleaseChannel = .production, fileName: String = "firmware.bin",
        releaseNotes: String? = nil, minimumVersion: String? = nil, hardwareVersions: [String] = [],
        signature: FirmwareSignature? = nil, manifest: SignedManifest? = nil, allowsSameBytes: Bool = false,
        organization: Organization.ID? = nil
    ) -> NewFirmwareRelease {
        NewFirmwareRelease(
            version: version, channel: channel, fileName: fileName, releaseNotes: releaseNotes,
            minimumVersion: minimumVersion, hardwareVersions: hardwareVersions, signature: signature,
            manifest: manifest, allowsSameBytes: allowsSameBytes, organizationID: organization)
    }
}

extension FirmwareDigests {
    /// - Parameter seed: releases with different seeds have different bytes.
    package static func example(_ seed: Character = "a") -> FirmwareDigests {
        FirmwareDigests(
            sha256: String(repeating: seed, count: 64), sha1: String(repeating: seed, count: 40),
            md5: String(repeating: seed, count: 32))
    }
}

extension NewRollout {
    package static func example(
        name: String = "spring", organization: Organization.ID? = nil, firmware: FirmwareRelease.ID,
        maximumInFlight: Int = 100, joinsPerMinute: Int? = nil, shards: Int = 1, createdBy: String = "ada",
        gate: GateRule? = nil, request: RequestKey? = nil
    ) -> NewRollout {
        NewRollout(
            name: name, organizationID: organization, firmwareID: firmware, maximumInFlight: maximumInFlight,
            joinsPerMinute: joinsPerMinute, shards: shards, createdBy: createdBy, gate: gate, request: request)
    }
}

extension RequestKey {
    /// - Parameter scope: none for all.
    package static func example(_ key: String = "r-1", in scope: Organization.ID? = nil, body: String = "body")
        -> RequestKey
    {
        RequestKey(scope: scope.map { .one($0) } ?? .all, key: key, bodySHA256: body)
    }
}

extension NewEvent {
    package static func example(
        _ kind: EventKind = .batchCreated, by actor: Principal = .operator("ada"), on subject: EventSubject,
        detail: String = ""
    ) -> NewEvent {
        NewEvent(kind, by: actor, on: subject, detail: detail)
    }
}

extension SessionID {
    /// A UUID that ends with the number.
    package static func example(_ number: Int) -> SessionID {
        var generator = SeededGenerator(seed: UInt64(bitPattern: Int64(number)))
        return SessionID(using: &generator)
    }
}
