import SlipwayCore

extension UpdateService {
    /// A new batch of exactly the devices of an ended one that failed, fell back or are lost, judged again as at creation, in a
    /// rollout of its own; a batch is retried once, and a repeat returns the first result.
    ///
    /// - Parameters:
    ///   - name: of the new batch; none for that of the old one with "retry" after it.
    ///   - requestID: must not have made anything else.
    /// - Throws: BATCH_001 to 004, FIRMWARE_003, REQUEST_001, REQUEST_015.
    package func retryBatch(
        _ id: UpdateBatch.ID, name: String? = nil, requestID: String? = nil, as principal: Principal
    ) async throws -> CreatedBatch {
        try principal.require(.updatesWrite)
        let faults = BatchRequest(
            name: name ?? "retry", firmware: .version(""), target: .organization(""), requestID: requestID
        ).faults(deviceLimit: settings.batchDeviceLimit)
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        let key = requestID.map { RequestKey($0, retrying: id, name: name, as: principal) }
        // A batch that has ended stays so, and keeps its release: the write, which locks that first, may rely on it.
        let batch = try await repository.read { try Self.visible(id, as: principal, in: $0) }
        return try await repository.write { transaction in
            if let repeated = try Self.repeated(key, retryOf: id, as: principal, in: transaction) { return repeated }
            if let earlier = try Self.earlierRetry(of: batch, as: principal, in: transaction) { return earlier }
            return try Self.retry(batch, name: name, key: key, as: principal, in: transaction)
        }
    }

    private static func retry(
        _ batch: UpdateBatch, name: String?, key: RequestKey?, as principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws -> CreatedBatch {
        let id = batch.id
        guard batch.status.isFinal else {
            throw SlipwayError.illegalBatchTransition(from: batch.status, event: "retried")
        }
        let release = try approvedRelease(.id(batch.firmwareID), as: principal, in: transaction)
        let candidates = try transaction.retryCandidates(of: id)
            .filter { principal.organization.contains($0.organizationID) }
        // From here on no other retry: the batch is locked.
        _ = try visible(id, as: principal, in: transaction)
        if let earlier = try earlierRetry(of: batch, as: principal, in: transaction) { return earlier }
        guard !candidates.isEmpty else { throw SlipwayError.nothingToRetry(batch: id.description) }
        let plan = BatchPlan(
            candidates: candidates, unknown: [], release: release, leavesOutCurrent: false,
            inactiveOrganizations: try transaction.inactiveOrganizations(of: candidates))
        let rollout = NewRollout(
            name: name ?? FollowingName.of(batch.name, "retry"), organizationID: plan.organizationID,
            firmwareID: release.id,
            maximumInFlight: try transaction.rollout(batch.rolloutID)?.maximumInFlight
                ?? Rollout.defaultMaximumInFlight,
            createdBy: principal.name,
            gate: try transaction.gates(of: batch.rolloutID).first { $0.wave.number == batch.wave }?.rule,
            request: key)
        let planned = BatchPlanResult(plan: plan, release: release)
        let created = try create(rollout, planned, retryOf: id, by: principal, in: transaction)
        try transaction.append([
            NewEvent(.batchRetried, by: principal, on: EventSubject(of: batch), detail: "as batch \(created.batch.id)")
        ])
        return created
    }

    private static func earlierRetry(
        of batch: UpdateBatch, as principal: Principal, in reader: any RepositoryReader
    ) throws -> CreatedBatch? {
        guard let retry = try reader.retry(of: batch.id) else { return nil }
        // Its devices may have come to another organization since.
        guard principal.organization.contains(retry.organizationID) else {
            throw SlipwayError.illegalBatchTransition(from: batch.status, event: "retried")
        }
        return try repeated(retry, in: reader)
    }
}

/// The name of what follows from something else.
enum FollowingName {
    /// As much of the name as leaves room for the words after it.
    static func of(_ name: String, _ words: String) -> String {
        let suffix = String(String.UnicodeScalarView(" \(words)".unicodeScalars.prefix(FieldRule.name.maximumLength)))
        let room = FieldRule.name.maximumLength - suffix.unicodeScalars.count
        return String(String.UnicodeScalarView(name.unicodeScalars.prefix(room))) + suffix
    }
}
