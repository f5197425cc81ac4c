import Foundation
import SlipwayCore

@testable import DeviceSimulator

/// Rollouts over HTTP, by one person who writes them and another who approves them.
struct RolloutDesk: Sendable {
    private let author: PatientCaller
    private let approver: PatientCaller
    private let ledger: DayLedger

    init(of fleet: DayFleet, at addresses: [ServerAddress], keeping ledger: DayLedger) {
        let pools = addresses.map { ConnectionPool($0) }
        let countFailure: @Sendable () -> Void = { ledger.note { $0.failures += 1 } }
        self.ledger = ledger
        author = PatientCaller(servers: pools, token: fleet.author, countFailure: countFailure)
        approver = PatientCaller(servers: pools, token: fleet.approver, countFailure: countFailure)
    }

    /// - Returns: none where it is refused.
    func create(_ body: String) async throws -> ShownRollout? {
        let reply = try await author.post("/updates/rollouts", body)
        return reply.isSuccess ? try ShownRollout(reply) : nil
    }

    func show(_ id: Rollout.ID) async throws -> ShownRollout {
        try ShownRollout(try await author.get("/updates/rollouts/\(id)"))
    }

    /// - Returns: whether it was done.
    @discardableResult
    func act(_ action: String, on id: Rollout.ID, _ body: String = "") async throws -> Bool {
        try await post(action, on: id, body, as: author).isSuccess
    }

    /// - Returns: whether it was done.
    func approve(_ id: Rollout.ID, revision: Int) async throws -> Bool {
        try await post("approve", on: id, #"{"revision":\#(revision)}"#, as: approver).isSuccess
    }

    /// - Returns: the rollouts that bring its devices back; none where it is refused.
    func rollBack(_ id: Rollout.ID) async throws -> Set<Rollout.ID>? {
        let reply = try await post("rollback", on: id, #"{"reason":"no network"}"#, as: author)
        guard reply.isSuccess else { return nil }
        let shown = try JSONDecoder().decode(ShownWayBack.self, from: Data(reply.body))
        return Set(shown.rollbacks.compactMap { $0.rollout?.id })
    }

    /// What comes too late, or would leave no device, may be refused; all else may not.
    private func post(
        _ action: String, on id: Rollout.ID, _ body: String, as caller: PatientCaller
    ) async throws -> HTTPReply {
        let reply = try await caller.post("/updates/rollouts/\(id)/\(action)", body)
        let text = String(decoding: reply.body, as: UTF8.self)
        if !reply.isSuccess, reply.status != 409, !text.contains("ROLLOUT_006") {
            ledger.note { $0.faults.append("\(action) of rollout \(id) was answered \(reply.status): \(text)") }
        }
        return reply
    }
}

/// As the API shows it.
struct ShownRollout: Decodable, Sendable {
    struct Wave: Decodable, Sendable {
        let number: Int
        let status: WaveState
    }

    let id: Rollout.ID
    let status: RolloutState
    let revision: Int
    /// None where its approval was not asked for since it was changed.
    let submittedBy: String?
    let succeeded: Int
    /// None where it was only changed.
    let waves: [Wave]?

    init(_ reply: HTTPReply) throws { self = try JSONDecoder().decode(Self.self, from: Data(reply.body)) }

    private enum CodingKeys: String, CodingKey {
        case id, status, revision, waves
        case submittedBy = "submitted_by"
        case succeeded = "n_succeeded"
    }
}

private struct ShownWayBack: Decodable {
    struct Group: Decodable { let rollout: Known? }
    struct Known: Decodable { let id: Rollout.ID }

    let rollbacks: [Group]
}
