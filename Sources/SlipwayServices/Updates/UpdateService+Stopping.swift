import SlipwayCore

/// What an operator does in an emergency; each takes effect with its return, since every gate is read anew.
extension UpdateService {
    /// Nothing more of the batch is started, offered, acknowledged or fed until it is resumed; a repeat changes nothing.
    ///
    /// - Throws: BATCH_002, BATCH_003, REQUEST_001.
    package func pauseBatch(
        _ id: UpdateBatch.ID, reason: String = "", as principal: Principal
    ) async throws -> UpdateBatch {
        try principal.require(.updatesStop, or: .updatesWrite)
        return try await move(id, by: .paused, recording: .batchPaused, reason: reason, as: principal)
    }

    /// Every session of the batch has its full time again; a batch that is not paused goes on as it is.
    ///
    /// - Throws: BATCH_002, BATCH_003, REQUEST_001.
    package func resumeBatch(
        _ id: UpdateBatch.ID, reason: String = "", as principal: Principal
    ) async throws -> UpdateBatch {
        try principal.require(.updatesWrite)
        return try await move(id, by: .resumed, recording: .batchResumed, reason: reason, as: principal)
    }

    /// Ends every device that has not flashed; the batch ends with those that have. A repeat changes nothing.
    ///
    /// - Throws: BATCH_002, BATCH_003, REQUEST_001.
    package func cancelBatch(
        _ id: UpdateBatch.ID, reason: String, as principal: Principal
    ) async throws -> UpdateBatch {
        try principal.require(.updatesStop, or: .updatesWrite)
        try Self.checkRequired(reason)
        return try await repository.write { transaction in
            let batch = try Self.visible(id, as: principal, in: transaction)
            guard try batch.status.after(.cancelled, counters: batch.counters) != batch.status else { return batch }
            let failure = SessionFailure.cancelled(by: principal, reason: reason)
            try transaction.cancelDevices(
                of: id, sessionsIn: UpdateSessionState.cancellable, failureReason: failure.text,
                reasonKey: failure.reasonKey)
            let left = try Self.visible(id, as: principal, in: transaction)
            let state = try batch.status.after(.cancelled, counters: left.counters)
            try transaction.setState(of: id, to: state, failureReason: failure.text)
            let cancelling = NewEvent(.batchCancelling, by: principal, on: EventSubject(of: left), detail: reason)
            try transaction.append([cancelling] + BatchSettlement.events(of: left, ending: state, by: principal))
            return try Self.visible(id, as: principal, in: transaction)
        }
    }

    /// Nothing is offered, acknowledged or fed until `release`; what has flashed goes on.
    ///
    /// - Parameter organization: its name; none for everything, which only a principal of all organizations may halt.
    /// - Returns: whether it was not halted before.
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
    /// - Throws: ORG_001, AUTH_003.
    package func release(organization: String?, as principal: Principal) async throws -> Bool {
        try principal.require(.updatesWrite)
        return try await setHalted(false, organization: organization, reason: nil, as: principal)
    }

    private func move(
        _ id: UpdateBatch.ID, by event: UpdateBatchEvent, recording kind: EventKind, reason: String,
        as principal: Principal
    ) async throws -> UpdateBatch {
        let faults = FieldRule.text.faults(of: reason, field: "reason")
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        return try await repository.write { transaction in
            let batch = try Self.visible(id, as: principal, in: transaction)
            let state = try batch.status.after(event, counters: batch.counters)
            guard state != batch.status else { return batch }
            try transaction.setState(of: id, to: state, failureReason: batch.failureReason)
            try transaction.append([NewEvent(kind, by: principal, on: EventSubject(of: batch), detail: reason)])
            return try Self.visible(id, as: principal, in: transaction)
        }
    }

    private func setHalted(
        _ halted: Bool, organization name: String?, reason: String?, as principal: Principal
    ) async throws -> Bool {
        if name == nil, principal.organization != .all { throw SlipwayError.missingScope(.admin) }
        return try await repository.write { transaction in
            var organizationID: Organization.ID?
            if let name {
                guard var organization = try transaction.organization(named: name),
                    principal.organization.contains(organization.id)
                else { throw SlipwayError.organizationNotFound(name) }
                guard organization.halted != halted else { return false }
                organization.halted = halted
                organizationID = organization.id
                try transaction.update(organization)
            } else {
                guard try transaction.systemHalt().halted != halted else { return false }
                try transaction.setSystemHalted(halted)
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

    private static func checkRequired(_ reason: String) throws(SlipwayError) {
        var faults = FieldRule.text.faults(of: reason, field: "reason")
        if reason.allSatisfy(\.isWhitespace) { faults.append(FieldFault(field: "reason", fault: "is empty")) }
        guard faults.isEmpty else { throw .invalidRequest(faults) }
    }
}
