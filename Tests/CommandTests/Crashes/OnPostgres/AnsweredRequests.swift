import SlipwayCore
import Synchronization

/// Every success that anybody was told of, to be held against what is there afterwards.
final class AnsweredRequests: Sendable {
    struct Record: Sendable {
        /// By the kind of the event that tells of it.
        var reports: [EventKind: Set<SessionID>] = [:]
        var actions: [EventKind: Set<UpdateBatch.ID>] = [:]
        /// By the key of the request.
        var batches: [String: UpdateBatch.ID] = [:]
        /// Requests whose repeat was told of another batch.
        var contradictions: [String] = []
        var count = 0
        /// How often nobody answered, or with a failure of the server.
        var failures = 0
    }

    private let state = Mutex(Record())
    private let continuation: AsyncStream<Int>.Continuation
    /// How many there have been, the latest figure at least.
    let counts: AsyncStream<Int>

    init() { (counts, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    var record: Record { state.withLock { $0 } }

    func keep(_ kind: EventKind, of session: SessionID) {
        note { $0.reports[kind, default: []].insert(session) }
    }

    func keep(_ kind: EventKind, of batch: UpdateBatch.ID) {
        note { $0.actions[kind, default: []].insert(batch) }
    }

    func keepCreation(of batch: UpdateBatch.ID, by request: String) {
        note { record in
            let first = record.batches[request] ?? batch
            if first != batch { record.contradictions.append("\(request): \(first), then \(batch)") }
            record.batches[request] = first
        }
    }

    func countFailure() { state.withLock { $0.failures += 1 } }

    private func note(_ change: (inout Record) -> Void) {
        continuation.yield(
            state.withLock { record in
                change(&record)
                record.count += 1
                return record.count
            })
    }
}
