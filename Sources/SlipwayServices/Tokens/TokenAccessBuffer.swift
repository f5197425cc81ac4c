import SlipwayCore

/// Collects when access tokens are used: at most one write a minute a token, and no call waits for it.
///
/// What is not flushed when the process dies is lost.
package actor TokenAccessBuffer {
    static let interval: Duration = .seconds(60)

    private let repository: any Repository
    private var noted: [AccessToken.ID: Timestamp] = [:]
    private var pending: [AccessToken.ID: Timestamp] = [:]

    init(repository: any Repository) {
        self.repository = repository
    }

    func record(_ token: AccessToken.ID, at instant: Timestamp) {
        if let latest = noted[token], instant < latest + Self.interval { return }
        noted[token] = instant
        pending[token] = instant
    }

    /// Writes what is pending at the moment; what could not be written stays.
    package func flush() async throws {
        guard !pending.isEmpty else { return }
        let accesses = pending
        pending = [:]
        do {
            try await repository.write { try $0.recordAccess(accesses) }
        } catch {
            pending.merge(accesses) { max($0, $1) }
            throw error
        }
    }
}
