import Dispatch
import SlipwayCore
import Synchronization

/// A repository whose first writes begin together when calls race: inside of their transactions, where the database
/// runs several at once.
final class StartingLine: Repository {
    private let repository: any Repository
    private let runsWritesAtOnce: Bool
    private let gate = Mutex<Gate?>(nil)

    init(_ repository: any Repository, runsWritesAtOnce: Bool) {
        self.repository = repository
        self.runsWritesAtOnce = runsWritesAtOnce
    }

    /// Carries out all of them at once.
    ///
    /// - Returns: how each ended, in their order.
    func race(_ calls: [RaceCall]) async -> [RaceOutcome] {
        let gate = Gate(of: calls.count)
        self.gate.withLock { $0 = gate }
        defer { self.gate.withLock { $0 = nil } }
        return await withTaskGroup(of: (place: Int, outcome: RaceOutcome).self) { group in
            for (place, call) in calls.enumerated() {
                group.addTask {
                    let outcome = await RaceOutcome(of: call)
                    // One that ends without having written would keep the others waiting.
                    gate.open()
                    return (place, outcome)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }.sorted { $0.place < $1.place }.map(\.outcome)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryReader) throws -> Value
    ) async throws -> Value {
        try await repository.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any RepositoryTransaction) throws -> Value
    ) async throws -> Value {
        guard runsWritesAtOnce, let gate = gate.withLock({ $0 }) else { return try await repository.write(body) }
        return try await repository.write { transaction in
            gate.arrive()
            return try body(transaction)
        }
    }
}

/// A service call; what it returns names the record that it made or changed, where that matters.
typealias RaceCall = @Sendable () async throws -> String

enum RaceOutcome: Hashable, Sendable {
    case returned(String)
    case refused(code: String)

    init(of call: RaceCall) async {
        do {
            self = .returned(try await call())
        } catch {
            self = .refused(code: (error as? SlipwayError)?.code ?? "\(error)")
        }
    }

    var returned: String? {
        switch self {
        case .returned(let text): text
        case .refused: nil
        }
    }
}

/// Lets those that arrive on once all have.
private final class Gate: Sendable {
    private let missing: Mutex<Int>
    private let opened = DispatchSemaphore(value: 0)

    init(of count: Int) { missing = Mutex(count) }

    func arrive() {
        let isLast = missing.withLock { missing in
            missing -= 1
            return missing == 0
        }
        if isLast { open() }
        opened.wait()
        opened.signal()
    }

    func open() { opened.signal() }
}
