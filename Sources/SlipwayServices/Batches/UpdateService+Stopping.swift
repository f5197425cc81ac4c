import SlipwayCore

/// What an operator does in an emergency; each takes effect with its return, since every gate is read each time.
extension UpdateService {
    /// Nothing more of the batch is started, offered, acknowledged or fed until it is resumed; a repeat changes nothing.
    /// A rollout that has no other batch is paused with it, resumed with it and cancelled with it.
    ///
    /// - Throws: BATCH_002, BATCH_003, REQUEST_001.
    package func pauseBatch(
        _ id: UpdateBatch.ID, reason: String = "", as principal: Principal
    ) async throws -> UpdateBatch {
        try principal.require(.updatesStop, or: .updatesWrite)
        return try await stop(id, reason: reason, as: principal) { try $0.pause($1, reason: reason, in: $2) }
    }

    /// Every session of the batch has its full time again; a batch that is not paused goes on as it is. Where a gate is
    /// broken, it goes on only if what is bad is accepted, with a reason.
    ///
    /// - Throws: BATCH_002, BATCH_003, ROLLOUT_004, REQUEST_001; FIRMWARE_003 where its release was deprecated.
    package func resumeBatch(
        _ id: UpdateBatch.ID, acceptsBad: Bool = false, reason: String = "", as principal: Principal
    ) async throws -> UpdateBatch {
        try principal.require(.updatesWrite)
        // It keeps its release, which is locked before it.
        let firmware = try await repository.read { try Self.visible(id, as: principal, in: $0).firmwareID }
        return try await stop(id, of: firmware, reason: reason, as: principal) {
            try $0.resume($1, acceptsBad: acceptsBad, reason: reason, in: $2)
        }
    }

    /// Ends every device that has not flashed; the batch ends with those that have. A repeat changes nothing.
    ///
    /// - Throws: BATCH_002, BATCH_003, REQUEST_001.
    package func cancelBatch(
        _ id: UpdateBatch.ID, reason: String, as principal: Principal
    ) async throws -> UpdateBatch {
        try principal.require(.updatesStop, or: .updatesWrite)
        try Self.checkRequired(reason)
        return try await stop(id, reason: reason, as: principal) { try $0.cancel($1, reason: reason, in: $2) }
    }

    /// Nothing is offered, acknowledged or fed until `release`; what has flashed goes on.
    ///
    /// A principal of all organizations makes the halt of an organization that halted itself its own.
    ///
    /// - Parameter organization: its name; none for everything, which only a principal of all organizations may halt.
    /// - Returns: whether that changed anything.
    /// - Throws: ORG_001, REQUEST_001, AUTH_003.
    package func halt(organization: String?, reason: String, as principal: Principal) async throws -> Bool {
        try principal.require(.updatesStop, or: .updatesWrite)
        try Self.checkRequired(reason)
        return try await setHalted(true, organization: organization, reason: reason, as: principal)
    }

    /// Every session that was held has its full time again.
    ///
    /// - Parameter organization: its name; none for the halt of everything, which leaves those of organizations alone.
    /// - Returns: whether it was halted.
    /// - Throws: ORG_001; AUTH_003 also where the halt is of more reach than the principal.
    package func release(organization: String?, as principal: Principal) async throws -> Bool {
        try principal.require(.updatesWrite)
        return try await setHalted(false, organization: organization, reason: nil, as: principal)
    }

    /// - Parameter firmware: of the batch, where that has to go on being served; none where it does not matter.
    private func stop(
        _ id: UpdateBatch.ID, of firmware: FirmwareRelease.ID? = nil, reason: String, as principal: Principal,
        _ carryOut: @escaping @Sendable (BatchStop, UpdateBatch, any RepositoryTransaction) throws -> Void
    ) async throws -> UpdateBatch {
        let faults = FieldRule.text.faults(of: reason, field: "reason")
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        return try await repository.write { transaction in
            let release = try firmware.flatMap { try transaction.release($0) }
            let batch = try Self.visible(id, as: principal, in: transaction)
            if batch.status == .paused { try release?.requireNotWithdrawn() }
            try carryOut(BatchStop(actor: principal), batch, transaction)
            return try Self.visible(id, as: principal, in: transaction)
        }
    }

    private func setHalted(
        _ halted: Bool, organization name: String?, reason: String?, as principal: Principal
    ) async throws -> Bool {
        let scope: Scope = halted ? .updatesStop : .updatesWrite
        if name == nil, principal.organization != .all { throw SlipwayError.missingScope(scope, overAll: true) }
        return try await repository.write { transaction in
            var organizationID: Organization.ID?
            if let name {
                guard var organization = try transaction.organization(named: name),
                    principal.organization.contains(organization.id)
                else { throw SlipwayError.organizationNotFound(name) }
                let reach = HaltReach(of: principal.organization)
                if halted {
                    let isRaised = reach == .all && organization.haltReach == .organization
                    guard !organization.halted || isRaised else { return false }
                } else {
                    guard organization.halted else { return false }
                    guard reach == .all || organization.haltReach == .organization else {
                        throw SlipwayError.missingScope(scope, overAll: true)
                    }
                }
                organization.halted = halted
                organization.haltReach = halted ? reach : nil
                organizationID = organization.id
                try transaction.update(organization)
            } else {
                try transaction.hold(.settings, for: .changing)
                guard try transaction.systemHalt().halted != halted else { return false }
                try transaction.setSystemHalted(halted)
            }
            if halted, let reason {
                let reach = organizationID.map { StandingHalt.Reach.organization($0, name: name ?? "") } ?? .everything
                try transaction.noteHalt(of: reach, HaltNote(by: principal.name, reason: reason, at: transaction.now))
            }
            let detail = [name ?? "everything", reason].compactMap { $0 }.joined(separator: ": ")
            try transaction.append([
                NewEvent(
                    halted ? .updatesHalted : .updatesReleased, by: principal,
                    on: EventSubject(organizationID: organizationID), detail: detail)
            ])
            return true
        }
    }

    static func checkRequired(_ reason: String) throws(SlipwayError) {
        var faults = FieldRule.text.faults(of: reason, field: "reason")
        if reason.allSatisfy(\.isWhitespace) { faults.append(FieldFault(field: "reason", fault: "is empty")) }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
    }
}
