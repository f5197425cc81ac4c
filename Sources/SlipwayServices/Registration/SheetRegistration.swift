import SlipwayCore

/// Sends the rows of a sheet in requests of the limit; uids and tokens are saved before they are sent.
package struct SheetRegistration {
    /// What became of one row.
    package enum Outcome: Hashable, Sendable {
        case registered(Device, deviceToken: String)
        /// Why it was refused, one text a fault.
        case failed(code: String, faults: [String])
    }

    private let services: Services
    private let principal: Principal
    private let identifiers: IdentifierSource
    private let tokens: TokenFile?

    /// - Parameter tokens: none where nobody wants to keep them.
    package init(
        services: Services, principal: Principal, identifiers: IdentifierSource = .random, tokens: TokenFile?
    ) {
        self.services = services
        self.principal = principal
        self.identifiers = identifiers
        self.tokens = tokens
    }

    /// How many rows go in one request.
    package var limit: Int { services.settings.registrationLimit }

    /// Registers at most `limit` rows; faulty ones are not sent.
    ///
    /// - Returns: one outcome a row, in their order.
    package func send(_ rows: [DeviceSheetRow]) async throws -> [Outcome] {
        let owners = try await owners(of: rows)
        var outcomes: [Outcome?] = []
        var entries: [(row: Int, entry: RegistrationEntry)] = []
        for (index, row) in rows.enumerated() {
            switch entry(for: row, owners: owners) {
            case .success(let entry):
                entries.append((index, entry))
                outcomes.append(nil)
            case .failure(let error):
                outcomes.append(.failed(code: error.code, faults: error.faultTexts))
            }
        }
        entries = try withSavedTokens(entries, rows: rows)
        guard !entries.isEmpty else { return outcomes.compactMap { $0 } }
        let result = try await services.devices.register(entries.map(\.entry), as: principal)
        for registered in result.successful {
            let index = entries[registered.index].row
            outcomes[index] = outcome(of: rows[index], registered: registered)
        }
        for refused in result.failed {
            outcomes[entries[refused.index].row] = .failed(
                code: refused.error.code, faults: [refused.error.message])
        }
        return outcomes.map { $0 ?? .failed(code: "REQUEST_001", faults: ["the service did not answer for this row"]) }
    }

    /// Rows without a uid find theirs by their line: after the sheet was changed it may be another device's.
    private func outcome(of row: DeviceSheetRow, registered: RegistrationResult.Registered) -> Outcome {
        let device = registered.device
        if row.deviceUID == nil, let serial = row.serialNumber, serial != device.serialNumber, let tokens {
            let fault = """
                line \(row.record.line) stands in the token file \(tokens.path) for the device with serial \
                \(device.serialNumber), registered earlier; name another token file
                """
            return .failed(code: "REQUEST_001", faults: [fault])
        }
        return .registered(device, deviceToken: registered.deviceToken)
    }

    private func owners(of rows: [DeviceSheetRow]) async throws -> [String: Organization] {
        let names = rows.compactMap { row -> String? in
            guard case .name(let name)? = row.owner, row.faults.isEmpty else { return nil }
            return name
        }
        return names.isEmpty ? [:] : try await services.organizations.resolve(names: Set(names), as: principal)
    }

    private func entry(
        for row: DeviceSheetRow, owners: [String: Organization]
    ) -> Result<RegistrationEntry, SlipwayError> {
        guard row.faults.isEmpty, let owner = row.owner else { return .failure(.invalidRequest(row.faults)) }
        let organization: Organization.ID
        switch owner {
        case .id(let id): organization = id
        case .name(let name):
            guard let found = owners[name] else { return .failure(.organizationNotFound(name)) }
            organization = found.id
        }
        return .success(
            RegistrationEntry(
                deviceUID: row.deviceUID, serialNumber: row.serialNumber, organizationID: organization,
                hardwareVersion: row.hardwareVersion))
    }

    /// Gives each entry its uid and token, those of an earlier run where there are any, and puts them on disk.
    private func withSavedTokens(
        _ entries: [(row: Int, entry: RegistrationEntry)], rows: [DeviceSheetRow]
    ) throws -> [(row: Int, entry: RegistrationEntry)] {
        guard let tokens else { return entries }
        var fresh: [TokenFile.Entry] = []
        let settled = entries.map { index, entry in
            let line = rows[index].record.line
            var entry = entry
            let saved = tokens.takeEntry(line: line, deviceUID: entry.deviceUID)
            let made =
                saved
                ?? TokenFile.Entry(
                    line: line, deviceUID: entry.deviceUID ?? identifiers.uuid(),
                    deviceToken: identifiers.deviceToken())
            if saved == nil { fresh.append(made) }
            entry.deviceUID = made.deviceUID
            entry.deviceToken = made.deviceToken
            return (row: index, entry: entry)
        }
        try tokens.append(fresh)
        return settled
    }
}

extension SlipwayError {
    /// One text a fault.
    fileprivate var faultTexts: [String] {
        if case .invalidRequest(let faults) = self { return faults.map(\.description) }
        return [message]
    }
}
