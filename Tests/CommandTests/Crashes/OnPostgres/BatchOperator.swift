import Foundation
import SlipwayCore

@testable import DeviceSimulator

/// Somebody who makes batches over HTTP, at any of several servers, and asks again until one answers.
struct BatchOperator: Sendable {
    let servers: [ConnectionPool]
    let token: String
    let answered: AnsweredRequests

    /// - Parameter request: the key by which a repeat makes no second batch.
    /// - Returns: the batch, or none where no device was left to update.
    func create(_ request: String, of devices: [Device.ID], with release: FirmwareRelease.ID) async throws
        -> UpdateBatch.ID?
    {
        let ids = devices.map(\.description).joined(separator: ",")
        let body = """
            {"name":"\(request)","request_id":"\(request)","firmware_id":\(release),"device_ids":[\(ids)]}
            """
        let reply = try await post("", body)
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
        try await Self.batch(
            in: untilAnswered(HTTPExchange(method: .get, path: "/api/v2/updates/batches/\(id)", token: token)))?.status
    }

    private func change(_ id: UpdateBatch.ID, _ action: String, _ body: String, keptAs kind: EventKind) async throws {
        let reply = try await post("/\(id)/\(action)", body)
        if reply.isSuccess { answered.keep(kind, of: id) }
    }

    private func post(_ path: String, _ body: String) async throws -> HTTPReply {
        try await untilAnswered(
            HTTPExchange(method: .post(Array(body.utf8)), path: "/api/v2/updates/batches\(path)", token: token))
    }

    private func untilAnswered(_ exchange: HTTPExchange) async throws -> HTTPReply {
        while true {
            try Task.checkCancellation()
            if let reply = try? await servers.randomElement()?.send(exchange), reply.isWhole, reply.status < 500 {
                return reply
            }
            answered.countFailure()
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func batch(in reply: HTTPReply) throws -> Shown? {
        reply.isSuccess ? try JSONDecoder().decode(Shown.self, from: Data(reply.body)) : nil
    }

    private struct Shown: Decodable {
        let id: UpdateBatch.ID
        let status: UpdateBatchState
    }
}

extension HTTPReply {
    fileprivate var isSuccess: Bool { (200..<300).contains(status) }
}
