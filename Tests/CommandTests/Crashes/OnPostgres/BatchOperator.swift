import Foundation
import SlipwayCore

@testable import DeviceSimulator

/// Somebody who makes batches over HTTP, at any of several servers, and asks again until one answers.
struct BatchOperator: Sendable {
    private let caller: PatientCaller
    private let answered: AnsweredRequests

    init(servers: [ConnectionPool], token: String, answered: AnsweredRequests) {
        caller = PatientCaller(servers: servers, token: token) { answered.countFailure() }
        self.answered = answered
    }

    /// - Parameter request: the key by which a repeat makes no second batch.
    /// - Returns: the batch, or none where no device was left to update.
    func create(_ request: String, of devices: [Device.ID], with release: FirmwareRelease.ID) async throws
        -> UpdateBatch.ID?
    {
        let ids = devices.map(\.description).joined(separator: ",")
        let body = """
            {"name":"\(request)","request_id":"\(request)","firmware_id":\(release),"device_ids":[\(ids)]}
            """
        let reply = try await caller.post("/updates/batches", body)
        guard let batch = try Self.batch(in: reply) else { return nil }
        answered.keepCreation(of: batch.id, by: request)
        return batch.id
    }

    func pause(_ id: UpdateBatch.ID) async throws { try await change(id, "pause", "{}", keptAs: .batchPaused) }

    func resume(_ id: UpdateBatch.ID) async throws { try await change(id, "resume", "{}", keptAs: .batchResumed) }

    func cancel(_ id: UpdateBatch.ID) async throws {
        try await change(id, "cancel", #"{"reason":"smoke"}"#, keptAs: .batchCancelling)
    }

    func status(of id: UpdateBatch.ID) async throws -> UpdateBatchState? {
        try await Self.batch(in: caller.get("/updates/batches/\(id)"))?.status
    }

    private func change(_ id: UpdateBatch.ID, _ action: String, _ body: String, keptAs kind: EventKind) async throws {
        let reply = try await caller.post("/updates/batches/\(id)/\(action)", body)
        if reply.isSuccess { answered.keep(kind, of: id) }
    }

    private static func batch(in reply: HTTPReply) throws -> Shown? {
        reply.isSuccess ? try JSONDecoder().decode(Shown.self, from: Data(reply.body)) : nil
    }

    private struct Shown: Decodable {
        let id: UpdateBatch.ID
        let status: UpdateBatchState
    }
}
