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

    /// - Parameter tokens: none where they are not kept.
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

    /// Rows whose uids and tokens are on disk, with what is known already of the others.
    package struct Prepared {
        fileprivate let rows: [DeviceSheetRow]
        fileprivate var outcomes: [Outcome?]
        fileprivate var entries: [(row: Int, entry: RegistrationEntry)]
    }

    /// Registers at most `limit` rows; faulty ones are not sent.
    ///
    /// - Returns: one outcome a row, in their order.
    package nonisolated(nonsending) func send(_ rows: [DeviceSheetRow]) async throws -> [Outcome] {
        try await register(try await prepare(rows))
    }

    /// Looks up the organizations and saves uids and tokens; where it throws, nothing was sent.
    package nonisolated(nonsending) func prepare(_ rows: [DeviceSheetRow]) async throws -> Prepared {
        var prepared = try await judged(rows)
        prepared.entries = try withSavedTokens(prepared.entries, rows: rows)
        return prepared
    }

    /// The same, but what the service would refuse now is neither sent nor given a token, so that rows which are
    /// corrected later leave nothing behind in the token file.
    package nonisolated(nonsending) func prepareChecked(_ rows: [DeviceSheetRow]) async throws -> Prepared {
        var prepared = try await judged(rows)
        // What an earlier run has made a token for may be registered already, as a repeat of its own; of two rows with
        // one uid that is the first.
        var claimed: [String: Int] = [:]
        let fresh = prepared.entries.filter { row, entry in
            let unused = tokens?.unusedCount(line: rows[row].record.line, deviceUID: entry.deviceUID) ?? 0
            guard let uid = entry.deviceUID else { return unused == 0 }
            claimed[uid, default: 0] += 1
            return claimed[uid, default: 0] > unused
        }
        let check = try await services.devices.checkRegistration(fresh.map(\.entry), as: principal)
        for (index, error) in check.refusals {
            prepared.outcomes[fresh[index].row] = .failed(code: error.code, faults: error.faultTexts)
        }
        let refused = Set(check.refusals.keys.map { fresh[$0].row })
        prepared.entries.removeAll { refused.contains($0.row) }
        prepared.entries = try withSavedTokens(prepared.entries, rows: rows)
        return prepared
    }

    /// Sends what was prepared; where it throws, it is unknown what of it was registered, and the same rows may be sent
    /// again.
    package nonisolated(nonsending) func register(_ prepared: Prepared) async throws -> [Outcome] {
        var outcomes = prepared.outcomes
        guard !prepared.entries.isEmpty else { return outcomes.compactMap { $0 } }
        let result = try await services.devices.register(prepared.entries.map(\.entry), as: principal)
        for registered in result.successful {
            let index = prepared.entries[registered.index].row
            outcomes[index] = outcome(of: prepared.rows[index], registered: registered)
        }
        for refused in result.failed {
            outcomes[prepared.entries[refused.index].row] = .failed(
                code: refused.error.code, faults: [refused.error.message])
        }
        return outcomes.map { $0 ?? .failed(code: "REQUEST_001", faults: ["the service did not answer for this row"]) }
    }

    /// What sending any number of rows would meet now; nothing is written.
    ///
    /// - Returns: by the row's position, why it would be refused; and what the limits leave.
    package func check(
        _ rows: [DeviceSheetRow]
    ) async throws -> (refusals: [Int: SlipwayError], places: [RegistrationCheck.Places]) {
        let owners = try await owners(of: rows)
        var refusals: [Int: SlipwayError] = [:]
        var entries: [(row: Int, entry: RegistrationEntry)] = []
        for (index, row) in rows.enumerated() {
            switch entry(for: row, owners: owners) {
            case .success(let entry): entries.append((index, entry))
            case .failure(let error): refusals[index] = error
            }
        }
        let check = try await services.devices.checkRegistration(entries.map(\.entry), as: principal)
        for (index, error) in check.refusals { refusals[entries[index].row] = error }
        return (refusals, check.places)
    }

    private nonisolated(nonsending) func judged(_ rows: [DeviceSheetRow]) async throws -> Prepared {
        let owners = try await owners(of: rows)
        var prepared = Prepared(rows: rows, outcomes: [], entries: [])
        for (index, row) in rows.enumerated() {
            switch entry(for: row, owners: owners) {
            case .success(let entry):
                prepared.entries.append((index, entry))
                prepared.outcomes.append(nil)
            case .failure(let error):
                prepared.outcomes.append(.failed(code: error.code, faults: error.faultTexts))
            }
        }
        return prepared
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

    private nonisolated(nonsending) func owners(of rows: [DeviceSheetRow]) async throws -> [String: Organization] {
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
        let completed = entries.map { index, entry in
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
        return completed
    }
}

extension SlipwayError {
    /// One text a fault.
    fileprivate var faultTexts: [String] {
        if case .invalidRequest(let faults) = self { return faults.map(\.description) }
        return [message]
    }
}
