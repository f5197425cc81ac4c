import SlipwayCore

extension UpdateService {
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func page(
        of query: BatchQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal
    ) async throws -> ListPage<BatchRow> {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            try reader.page(of: query, in: principal.organization, at: position, limit: PageSize.bounded(limit))
        }
    }

    /// As far as one read of bounded work can tell.
    package func count(of query: BatchQuery, as principal: Principal) async throws -> ListCount {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { try $0.count(of: query, in: principal.organization) }
    }

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func view(
        of query: BatchQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal,
        following shared: SettingService
    ) async throws -> ListView<BatchRow> {
        try principal.require(.updatesRead, or: .updatesWrite)
        let scope = principal.organization
        return try await .read(
            from: repository, following: shared,
            page: { try $0.page(of: query, in: scope, at: position, limit: PageSize.bounded(limit)) },
            count: { try $0.count(of: query, in: scope) })
    }

    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func page(
        of query: SessionQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal
    ) async throws -> ListPage<SessionRow> {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            try reader.page(of: query, in: principal.organization, at: position, limit: PageSize.bounded(limit))
        }
    }

    /// As far as one read of bounded work can tell.
    package func count(of query: SessionQuery, as principal: Principal) async throws -> ListCount {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { try $0.count(of: query, in: principal.organization) }
    }

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func view(
        of query: SessionQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal,
        following shared: SettingService
    ) async throws -> ListView<SessionRow> {
        try principal.require(.updatesRead, or: .updatesWrite)
        let scope = principal.organization
        return try await .read(
            from: repository, following: shared,
            page: { try $0.page(of: query, in: scope, at: position, limit: PageSize.bounded(limit)) },
            count: { try $0.count(of: query, in: scope) })
    }

    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func page(
        of query: EventQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal
    ) async throws -> ListPage<Event> {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            try reader.page(of: query, in: principal.organization, at: position, limit: PageSize.bounded(limit))
        }
    }

    /// As far as one read of bounded work can tell.
    package func count(of query: EventQuery, as principal: Principal) async throws -> ListCount {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { try $0.count(of: query, in: principal.organization) }
    }

    /// One read.
    ///
    /// - Parameter following: learns the settings of that moment.
    /// - Throws: REQUEST_001 where the anchor or the filter is none of this list's.
    package func view(
        of query: EventQuery, at position: PagePosition<ListAnchor>, limit: Int, as principal: Principal,
        following shared: SettingService
    ) async throws -> ListView<Event> {
        try principal.require(.updatesRead, or: .updatesWrite)
        let scope = principal.organization
        return try await .read(
            from: repository, following: shared,
            page: { try $0.page(of: query, in: scope, at: position, limit: PageSize.bounded(limit)) },
            count: { try $0.count(of: query, in: scope) })
    }

    /// What has been committed since a cursor, each event once and none left out.
    ///
    /// - Parameter cursor: none to begin from now on.
    package func feed(after cursor: EventCursor?, limit: Int, as principal: Principal) async throws -> EventFeedPage {
        try principal.require(.updatesRead, or: .updatesWrite)
        return try await repository.read { reader in
            try reader.feed(after: cursor, limit: PageSize.bounded(limit), in: principal.organization)
        }
    }
}
