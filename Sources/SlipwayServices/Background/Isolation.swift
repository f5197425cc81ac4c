import SlipwayCore

/// Works on many records at once, and where that fails on ever fewer, so that one that fails costs only itself.
enum Isolation {
    /// What could not be worked on, and why.
    struct Failure<Record: Sendable>: Sendable {
        let records: [Record]
        let error: any Error
    }

    /// - Parameters:
    ///   - group: what is likely to fail together, such as the batch of a session. What waits for a row that another
    ///     transaction holds is not taken apart further: each part would wait again.
    ///   - work: on all of them or on none, in a transaction of its own.
    /// - Throws: what concerns no record: an outage of the database, cancellation.
    static func carryOut<Record: Sendable>(
        _ records: [Record], by group: @Sendable (Record) -> some Hashable,
        _ work: @Sendable ([Record]) async throws -> Void
    ) async throws -> [Failure<Record>] {
        let groups = Dictionary(grouping: records.indices, by: { group(records[$0]) }).values
            .sorted { $0[0] < $1[0] }
            .map { $0.map { records[$0] } }
        return groups.isEmpty ? [] : try await carryOut(groups[...], work)
    }

    private static func carryOut<Record: Sendable>(
        _ groups: ArraySlice<[Record]>, _ work: @Sendable ([Record]) async throws -> Void
    ) async throws -> [Failure<Record>] {
        let records = groups.flatMap { $0 }
        do {
            try await work(records)
            return []
        } catch let error where concernsRecords(error) {
            if groups.count > 1 { return try await halves(of: groups) { try await carryOut($0, work) } }
            let waits = [SlipwayError.rowsLocked, .contended].contains { $0 == error as? SlipwayError }
            guard records.count > 1, !waits else { return [Failure(records: records, error: error)] }
            return try await halves(of: records.map { [$0] }[...]) { try await carryOut($0, work) }
        }
    }

    private static func halves<Part, Failed>(
        of parts: ArraySlice<Part>, _ work: (ArraySlice<Part>) async throws -> [Failed]
    ) async throws -> [Failed] {
        let middle = parts.startIndex + parts.count / 2
        let first = try await work(parts[..<middle])
        return first + (try await work(parts[middle...]))
    }

    static func concernsRecords(_ error: any Error) -> Bool {
        if error is CancellationError { return false }
        return (error as? SlipwayError)?.isOutage != true
    }
}

/// The records that failed, which are left out for some rounds and then tried apart from the others.
struct SetAside<Key: Hashable & Sendable>: Sendable {
    /// For how many rounds a record is left out.
    static var rounds: Int { 6 }

    /// For how many rounds more.
    private var waiting: [Key: Int] = [:]

    /// A record that is not tried again in the round in which its time has come is forgotten.
    mutating func beginRound() { waiting = waiting.compactMapValues { $0 > 0 ? $0 - 1 : nil } }

    var waitingKeys: [Key] { waiting.filter { $0.value > 0 }.map(\.key) }

    mutating func add(_ keys: some Sequence<Key>) {
        for key in keys { waiting[key] = Self.rounds }
    }

    /// - Returns: those to work on together, and those that failed before.
    func sorted<Record>(_ records: [Record], by key: (Record) -> Key) -> (fresh: [Record], failed: [Record]) {
        let left = records.filter { (waiting[key($0)] ?? 0) == 0 }
        return (left.filter { waiting[key($0)] == nil }, left.filter { waiting[key($0)] != nil })
    }
}
