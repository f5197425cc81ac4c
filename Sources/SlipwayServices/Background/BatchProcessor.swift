import Logging
import ServiceLifecycle
import SlipwayCore

/// Starts batches: claims one, initiates all its devices in one transaction, and lets the claim go.
///
/// Any number of processes may run it: a claim is counted and leased in a transaction of its own, and every write of
/// its holder asks first whether it still is the holder.
package struct BatchProcessor: Service {
    let services: Services
    let worker: String
    private let loop: BackgroundLoop

    package init(services: Services, worker: String, logger: Logger? = nil) {
        self.init(services: services, worker: worker, logger: logger, sleep: BackgroundLoop.sleep)
    }

    init(services: Services, worker: String, logger: Logger?, sleep: @escaping BackgroundLoop.Sleep) {
        self.services = services
        self.worker = worker
        loop = BackgroundLoop(
            name: "the batch processor", pause: .seconds(1), logger: logger ?? services.logger,
            outages: services.outages, sleep: sleep)
    }

    package func run() async throws {
        await loop.run { try await step() }
    }

    /// Takes one batch as far as it gets.
    ///
    /// - Returns: whether there was one to take.
    package func step() async throws -> Bool {
        guard let claim = try await claim() else { return false }
        guard claim.attempts <= services.settings.maximumAttempts else {
            try await BatchStart(claim, services: services).exhaust()
            return true
        }
        do {
            try await BatchStart(claim, services: services).start()
        } catch let error as SlipwayError where error.isOfTheDatabase {
            // Nothing can be noted now; the lease ends by itself.
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try await BatchStart(claim, services: services).noteFailure("\(error)")
        }
        return true
    }

    /// A claim counts the attempt, and is committed by itself: whoever dies of a batch has been counted.
    func claim() async throws -> BatchClaim? {
        guard try await services.repository.read({ try $0.hasBatchToStart() }) else { return nil }
        let settings = services.settings
        return try await services.repository.write { transaction in
            try transaction.claimBatch(
                owner: worker, lease: settings.leaseDuration, backoff: { settings.backoff(afterAttempt: $0) })
        }
    }
}

extension SlipwayError {
    /// Whether it says nothing about the work, only that the database cannot do any.
    fileprivate var isOfTheDatabase: Bool { code.hasPrefix("DATABASE_") }
}
