import Logging
import ServiceLifecycle
import SlipwayCore

/// Starts batches: claims one, initiates all its devices in one transaction, and lets the claim go. It also cancels what
/// is left of rollouts that are being cancelled, one batch a transaction, and moves places to where devices wait for them.
///
/// Any number of processes may run it: a claim is counted and leased in a transaction of its own, and every write of
/// its holder asks first whether it still is the holder. An attempt counts where the work failed, or the worker died of
/// it; where only the database kept it from the work, the claim is given back, and the attempt with it.
package actor BatchProcessor: Service {
    private let services: Services
    private let worker: String
    private let loop: BackgroundLoop
    private var idleSteps = 0
    /// Batches that could not be cancelled.
    private var notCancelled = SetAside<UpdateBatch.ID>()
    /// Claims that could not be given back yet, since the batch itself, or the database, was not to be had.
    private var unreturned: [(claim: BatchClaim, reason: StartDelay)] = []

    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        self.worker = worker
        loop = BackgroundLoop(
            name: .batchProcessor, pause: .seconds(1), logger: logger ?? services.logger,
            outages: services.outages, figures: services.loops, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await self.step() }
    }

    /// Takes one batch as far as it gets.
    ///
    /// - Returns: whether there was one to take.
    package func step() async throws -> Bool {
        try await returnClaims()
        for failure in try await PlaceBalance.restore(in: services.repository) {
            loop.report(failure.error, on: "the places of rollout \(failure.rollout)")
        }
        if try await cancelBatch() { return true }
        guard let claim = try await claim() else { return try await endWaits() }
        try await carryOut(claim)
        return true
    }

    /// One that cannot be cancelled keeps no other from it.
    ///
    /// - Returns: whether there was one to cancel.
    private func cancelBatch() async throws -> Bool {
        notCancelled.beginRound()
        let (states, passedOver) = (UpdateBatchState.cancellable, notCancelled.waitingKeys)
        let next = try await services.repository.read { try $0.batchToCancel(in: states, except: passedOver) }
        guard let next else { return false }
        let actor = Principal.worker(worker)
        do {
            try await services.repository.write { transaction in
                guard let batch = try transaction.batch(next) else { return }
                try BatchStop(actor: actor).cancel(announced: batch, in: transaction)
            }
        } catch let error where Isolation.concernsRecords(error) {
            notCancelled.add([next])
            loop.report(error, on: "the cancellation of batch \(next)")
        }
        return true
    }

    /// A claim counts the attempt, and is committed by itself: an attempt that kills its worker has been counted.
    func claim() async throws -> BatchClaim? {
        guard try await services.repository.read({ try $0.hasBatchToStart() }) else { return nil }
        let (worker, settings) = (worker, services.settings)
        return try await services.repository.write { transaction in
            try transaction.claimBatch(
                owner: worker, lease: settings.leaseDuration, backoff: { settings.backoff(afterAttempt: $0) })
        }
    }

    /// Now and then, while there is nothing to start.
    private func endWaits() async throws -> Bool {
        defer { idleSteps += 1 }
        guard idleSteps % 30 == 0, try await services.repository.read({ try $0.hasImplausibleWaits() }) else {
            return false
        }
        try await services.repository.write { try $0.endImplausibleWaits() }
        loop.logger.warning("batches waited for an instant that a clock ahead had set, and wait no longer")
        return true
    }

    private func carryOut(_ claim: BatchClaim) async throws {
        let start = BatchStart(claim, services: services)
        do {
            guard claim.attempts <= services.settings.maximumAttempts else { return try await start.exhaust() }
            do {
                try await start.start()
            } catch let error where StartDelay(error) == nil && !(error is CancellationError) {
                try await start.noteFailure("\(error)")
            }
        } catch {
            guard let reason = StartDelay(error) else { throw error }
            unreturned.append((claim, reason))
            if let outage = error as? SlipwayError, outage.isOutage { throw outage }
            loop.report(error, on: "the start of batch \(claim.batchID)")
            try await returnClaims()
        }
    }

    private func returnClaims() async throws {
        while let next = unreturned.last {
            guard try await BatchStart(next.claim, services: services).giveBack(for: next.reason) else { return }
            unreturned.removeLast()
        }
    }
}
