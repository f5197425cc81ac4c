import SlipwayCore

/// Collects when access tokens are used: at most one write a minute a token, and no call waits for it.
///
/// What is not flushed when the process dies is lost.
package actor TokenAccessBuffer {
    static let interval: Duration = .seconds(60)

    private let repository: any Repository
    private var noted: [AccessToken.ID: Timestamp] = [:]
    private var pending: [AccessToken.ID: Timestamp] = [:]
    private var failed = SetAside<AccessToken.ID>()

    init(repository: any Repository) {
        self.repository = repository
    }

    func record(_ token: AccessToken.ID, at instant: Timestamp) {
        if let latest = noted[token], (latest..<latest + Self.interval).contains(instant) { return }
        noted[token] = instant
        pending[token] = instant
    }

    /// Writes what is pending at the moment; what could not be written stays.
    ///
    /// - Returns: the tokens whose use the database refuses to record; the next calls leave them out.
    @discardableResult
    package func flush() async throws -> [UnwrittenAccess] {
        failed.beginRound()
        let repository = repository
        let (fresh, earlier) = failed.sorted(Array(pending.keys), by: \.self)
        var unwritten: [UnwrittenAccess] = []
        for tokens in [fresh] + earlier.map({ [$0] }) {
            let accesses = tokens.compactMap { token in pending.removeValue(forKey: token).map { (token, $0) } }
            do {
                let failures = try await Isolation.carryOut(accesses, by: \.0) { page in
                    try await repository.write {
                        try $0.recordAccess(Dictionary(page) { first, _ in first })
                    }
                }
                for failure in failures {
                    keep(failure.records)
                    unwritten += failure.records.map { UnwrittenAccess(token: $0.0, error: failure.error) }
                }
            } catch {
                keep(accesses)
                throw error
            }
        }
        failed.add(unwritten.map(\.token))
        return unwritten
    }

    private func keep(_ accesses: [(AccessToken.ID, Timestamp)]) {
        pending.merge(accesses) { max($0, $1) }
    }
}

/// A token whose use waits to be written, and why.
package struct UnwrittenAccess: Sendable {
    let token: AccessToken.ID
    let error: any Error
}
