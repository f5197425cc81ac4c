import SlipwayCore
import SlipwayServices
import TestSupport

@testable import PostgresRepository

/// Counts what operations cost in a fleet of one size, on a connection of which the server explains every statement.
struct PostgresFleetCosts {
    private let explained = ExplainedStatements()
    private let repository: PostgresRepository
    private let services: Services

    init(of database: PostgresDatabase) async throws {
        var limits = PostgresLimits()
        limits.connections = 1
        repository = PostgresRepository(try database.location(), limits: limits, logger: explained.logger)
        services = Services(repository: repository, logger: .quiet)
        try await set(ExplainedStatements.settings)
    }

    func readings() async throws -> [PostgresCost] {
        var costs: [PostgresCost] = []
        for reading in CostedReading.all {
            var cost = reading.cost
            // A statement that is kept is planned for any values after the fifth time.
            for _ in 0..<6 { try await reading.read(services) }
            _ = explained.take()
            try await reading.read(services)
            cost.add(explained.take())
            costs.append(cost)
        }
        return costs
    }

    /// A batch of 100 is claimed and started, and two of its devices go through all that can happen to them; seven times.
    func writings() async throws -> [PostgresCost] {
        var claim = PostgresCost("a claim", 30)
        var start = PostgresCost("the start of a batch, a device", 40)
        var wholeStart = PostgresCost("the same with its triggers and foreign keys", 60)
        var report = PostgresCost("a report of progress", 40)
        var moves = Step.all.map { PostgresCost("a step to \($0.state)", $0.bound, measure: .usual) }
        var wholeMoves = Step.all.map {
            PostgresCost("a step to \($0.state), with its triggers", $0.wholeBound, measure: .usual)
        }
        var contexts = PostgresCost("what decides over a session", 50)
        for round in 1...7 {
            let batch = try await repository.write { transaction in
                let devices = try transaction.insertDevices(
                    100, in: .init(2), prefix: "new-\(round)", version: "1.0.0")
                return try transaction.insertBatch(of: devices, firmware: .init(5), maximumInFlight: 100)
            }
            try await explain(&claim) {
                _ = try $0.claimBatch(owner: "w", lease: .seconds(30), backoff: { _ in .seconds(60) })
            }
            let candidates = try await repository.write { try $0.startCandidates(batch.id) }
            let starts = candidates.enumerated().map { index, candidate in
                SessionStart(
                    batchDeviceID: candidate.batchDeviceID, deviceID: candidate.candidate.deviceID,
                    outcome: .initiated(.example(1_000 * round + index)))
            }
            try await explain(&start, andWith: &wholeStart, per: starts.count) {
                try $0.start(starts, of: batch.id, firmware: batch.firmwareID, deadlineAt: $0.now + .seconds(86_400))
            }
            for (index, step) in Step.all.enumerated() {
                let id = SessionID.example(1_000 * round + step.device)
                let context = try await explain(&contexts) { try $0.sessionContext(id) }
                guard let context else { continue }
                try await explain(&moves[index], andWith: &wholeMoves[index]) {
                    _ = try $0.move(step.move(of: context, at: $0.now))
                }
                guard step.state == .downloading else { continue }
                try await explain(&report) {
                    try $0.recordReport(
                        of: context.session.id, progressPercent: round, bytesTransferred: 9, transferRate: nil)
                }
            }
        }
        return [claim, start, wholeStart, contexts] + moves + wholeMoves + [report]
    }

    /// The statements in which a hundred devices are registered, those of triggers not counted.
    ///
    /// - Parameter round: one that there was none of in this fleet.
    func registration(round: Int = 1, in organization: Organization.ID = .init(3)) async throws -> PostgresCost {
        try await set("SET auto_explain.log_nested_statements = off")
        var cost = PostgresCost("a hundred devices to register", 100_000)
        let entries = (1...100).map {
            RegistrationEntry(deviceUID: "registered-\(round)-\($0)", organizationID: organization)
        }
        _ = explained.take()
        _ = try await services.devices.register(entries, as: .operator("ada"))
        cost.add(explained.take())
        try await set("SET auto_explain.log_nested_statements = on")
        return cost
    }

    private func set(_ settings: String) async throws {
        try await repository.perform { _ = try $0.run(settings) }
    }

    @discardableResult
    private func explain<Value: Sendable>(
        _ cost: inout PostgresCost, per count: Int = 1,
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        _ = explained.take()
        let value = try await repository.write(body)
        cost.add(explained.take(), per: count)
        return value
    }

    /// - Parameter whole: is what the statement costs with all that it sets off.
    private func explain(
        _ cost: inout PostgresCost, andWith whole: inout PostgresCost, per count: Int = 1,
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Void
    ) async throws {
        _ = explained.take()
        try await repository.write(body)
        let statements = explained.take()
        whole.add(statements, per: count)
        // What it has set off has ended before it.
        cost.add(statements.suffix(1), per: count)
    }
}

/// What happens to a device of a batch, with all that can follow from it.
private struct Step: Sendable {
    /// Which device of the batch.
    let device: Int
    let state: UpdateSessionState
    let bound: Int
    /// With the counting that it sets off.
    let wholeBound: Int

    /// A device that runs another version than before, and the part of a device in its batch that ends, stand anew in
    /// every index of their tables.
    static let all = [
        Step(device: 0, state: .acknowledged, bound: 50, wholeBound: 65),
        Step(device: 0, state: .downloading, bound: 50, wholeBound: 70),
        Step(device: 0, state: .flashed, bound: 80, wholeBound: 100),
        Step(device: 0, state: .completed, bound: 60, wholeBound: 120),
        Step(device: 1, state: .failed, bound: 50, wholeBound: 150),
    ]

    func move(of context: SessionContext, at now: Timestamp) -> SessionMove {
        let isFailure = state == .failed
        return SessionMove(
            session: context.session.id, device: context.device.id, from: context.session.updateStatus, to: state,
            deadlineAt: now + .seconds(3_600), isReport: true, reasonCode: isFailure ? .deviceReported : nil,
            failureReason: isFailure ? "flash error 17" : nil,
            reasonKey: isFailure ? ReasonKey(rawValue: "flash error #") : nil,
            firmwareVersion: state == .flashed ? context.firmware.version : nil,
            batchDeviceStatus: isFailure ? .failed : state == .completed ? .succeeded : nil,
            progressPercent: state == .flashed ? 100 : nil, phaseBucket: 3)
    }
}
