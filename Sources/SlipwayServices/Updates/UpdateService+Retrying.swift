import SlipwayCore

extension UpdateService {
    /// A new batch of exactly the devices of an ended one that failed or fell back, judged again as at creation, in a
    /// rollout of its own; a batch is retried once, and a repeat returns the first result.
    ///
    /// - Parameters:
    ///   - name: of the new batch; none for that of the old one with "retry" after it.
    ///   - requestID: must not have created another batch.
    /// - Throws: BATCH_001 to 004, FIRMWARE_003, REQUEST_001.
    package func retryBatch(
        _ id: UpdateBatch.ID, name: String? = nil, requestID: String? = nil, as principal: Principal
    ) async throws -> CreatedBatch {
        try principal.require(.updatesWrite)
        let faults = BatchRequest(
            name: name ?? "retry", firmware: .version(""), target: .organization(""), requestID: requestID
        ).faults(deviceLimit: settings.batchDeviceLimit)
        guard faults.isEmpty else { throw SlipwayError.invalidRequest(faults) }
        do {
            return try await repository.write { transaction in
                if let earlier = try Self.earlierRetry(of: id, as: principal, in: transaction) { return earlier }
                return try Self.retry(id, name: name, requestID: requestID, as: principal, in: transaction)
            }
        } catch let error as SlipwayError {
            // Another process may have been first, between the look and the insertion.
            guard case .illegalBatchTransition = error,
                let earlier = try await repository.read({ try Self.earlierRetry(of: id, as: principal, in: $0) })
            else { throw error }
            return earlier
        }
    }

    private static func retry(
        _ id: UpdateBatch.ID, name: String?, requestID: String?, as principal: Principal,
        in transaction: any RepositoryTransaction
    ) throws -> CreatedBatch {
        let batch = try visible(id, as: principal, in: transaction)
        guard batch.status.isFinal else {
            throw SlipwayError.illegalBatchTransition(from: batch.status, event: "retried")
        }
        if let requestID, try transaction.batch(requestID: requestID) != nil {
            throw SlipwayError.invalidRequest([FieldFault(field: "request_id", fault: "is in use already")])
        }
        let release = try approvedRelease(.id(batch.firmwareID), in: transaction)
        let candidates = try transaction.retryCandidates(of: id)
            .filter { principal.organization.contains($0.organizationID) }
        guard !candidates.isEmpty else { throw SlipwayError.nothingToRetry(batch: id.description) }
        let plan = BatchPlan(candidates: candidates, unknown: [], release: release, leavesOutCurrent: false)
        let rollout = NewRollout(
            name: name ?? retryName(of: batch), organizationID: plan.organizationID, firmwareID: release.id,
            maximumInFlight: try transaction.rollout(batch.rolloutID)?.maximumInFlight
                ?? Rollout.defaultMaximumInFlight,
            createdBy: principal.name, requestID: requestID)
        let created = try create(
            rollout, BatchPlanResult(plan: plan, release: release), retryOf: id, by: principal, in: transaction)
        try transaction.append([
            NewEvent(.batchRetried, by: principal, on: EventSubject(of: batch), detail: "as batch \(created.batch.id)")
        ])
        return created
    }

    /// - Throws: BATCH_002.
    private static func earlierRetry(
        of id: UpdateBatch.ID, as principal: Principal, in reader: any RepositoryReader
    ) throws -> CreatedBatch? {
        let batch = try visible(id, as: principal, in: reader)
        guard let retry = try reader.retry(of: id) else { return nil }
        // Its devices may have come to another organization since.
        guard principal.organization.contains(retry.organizationID), let release = try reader.release(retry.firmwareID)
        else { throw SlipwayError.illegalBatchTransition(from: batch.status, event: "retried") }
        let nothing = BatchPlan(candidates: [], unknown: [], release: release, leavesOutCurrent: false)
        return CreatedBatch(batch: retry, plan: nothing, wasRepeat: true)
    }

    /// As much of the name as leaves room for the word.
    private static func retryName(of batch: UpdateBatch) -> String {
        let suffix = " retry"
        let room = FieldRule.name.maximumLength - suffix.unicodeScalars.count
        return String(String.UnicodeScalarView(batch.name.unicodeScalars.prefix(room))) + suffix
    }
}
