import SlipwayCore
import TestSupport

/// Follows the events as a reader does, and keeps what it was given.
struct EventFollower: Sendable {
    /// May be another one from page to page.
    var repository: any Repository
    private(set) var cursor: EventCursor?
    /// What tells the events apart, as they came.
    private(set) var details: [String] = []
    private let scope: OrganizationScope

    /// - Parameter cursor: none to begin from now on.
    init(_ repository: any Repository, after cursor: EventCursor? = nil, in scope: OrganizationScope = .all) {
        self.repository = repository
        self.cursor = cursor
        self.scope = scope
    }

    @discardableResult
    mutating func next(limit: Int = 1_000) async throws -> EventFeedPage {
        let page = try await repository.read { [cursor, scope] in
            try $0.feed(after: cursor, limit: limit, in: scope)
        }
        cursor = page.cursor
        details += page.events.map(\.detail)
        return page
    }

    /// Until nothing waits.
    ///
    /// - Returns: what came.
    @discardableResult
    mutating func catchUp(limit: Int = 1_000) async throws -> [String] {
        let known = details.count
        while try await next(limit: limit).waiting != .exactly(0) {}
        return Array(details.dropFirst(known))
    }
}

extension DatabaseWorld {
    func append(_ details: String..., of organization: Organization.ID? = nil) async throws {
        try await write { transaction in
            let subject = EventSubject(organizationID: organization)
            try transaction.append(details.map { .example(on: subject, detail: $0) })
        }
    }
}
