import SlipwayCore

extension RetentionLoop {
    /// While the service was away no worker could be heard of: its silence is news only once the service has been there.
    func tellLostWorkers() async throws {
        do {
            try await tellLost()
        } catch let error where Isolation.concernsRecords(error) {
            loop.report(error, on: "the workers that were lost")
        }
    }

    private func tellLost() async throws {
        let isDue = try await services.repository.read { reader in
            let instant = reader.now - Worker.lossPatience
            guard let presence = try reader.servicePresence(), presence.isCurrent(at: reader.now),
                presence.since.map({ $0 <= instant }) ?? true
            else { return false }
            return try reader.hasLostWorkers(silentSince: instant)
        }
        guard isDue else { return }
        let teller = worker
        let lost = try await services.repository.write { transaction in
            let lost = try transaction.markLostWorkers(silentSince: transaction.now - Worker.lossPatience)
            try transaction.append(
                lost.map {
                    NewEvent(
                        .workerLost, by: teller, on: EventSubject(),
                        detail: "\($0.text), last heard of at \($0.lastHeartbeat)")
                })
            return lost
        }
        for worker in lost {
            logger.warning(
                "worker \(worker.text) did not stop in order, and was last heard of at \(worker.lastHeartbeat)")
        }
    }

    func removeWorkers(at now: Timestamp) async throws {
        let instant = now - Worker.lossRetention
        guard try await services.repository.read({ try $0.hasRemovableWorkers(silentSince: instant) }) else { return }
        do {
            _ = try await services.repository.write { try $0.removeWorkers(silentSince: instant) }
        } catch let error where Isolation.concernsRecords(error) {
            loop.report(error, on: "the workers that are gone")
        }
    }
}
