import SlipwayCore
import TestSupport
import Testing

@Suite struct AccessTokenStoreTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `a token is stored whole, and found by its id and its hash`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let expiresAt = world.clock.now + .seconds(60)
            let inserted = try await world.write { transaction in
                let acme = try transaction.insertOrganization()
                return try transaction.insert(
                    .example(
                        "ci \"nightly\"", scopes: [.telemetryWrite, .devicesRead], organization: acme.id,
                        expiresAt: expiresAt))
            }
            let organization = try await world.read { try $0.organization(named: "acme")?.id }
            let expected = AccessToken(
                id: inserted.id, description: "ci \"nightly\"", scopes: [.devicesRead, .telemetryWrite],
                organizationID: organization, lastAccessedAt: nil, expiresAt: expiresAt, createdAt: world.clock.now,
                updatedAt: world.clock.now)
            #expect(inserted == expected)
            #expect(try await world.read { try $0.accessToken(inserted.id) } == expected)
            #expect(try await world.read { try $0.accessToken(tokenHash: "hash-of-ci \"nightly\"") } == expected)
            #expect(try await world.read { try $0.accessToken(tokenHash: "hash-of-ci") } == nil)
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `pages go either way, the newest first unless reversed`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            try await world.insertTokens(["a", "b", "c", "d", "e"])
            let first = try await world.page(at: .first, limit: 2)
            #expect(first.rows.map(\.description) == ["e", "d"])
            let second = try await world.page(at: .after(try #require(first.continuation)), limit: 2)
            #expect(second.rows.map(\.description) == ["c", "b"])
            let back = try await world.page(at: .before(second.entries[0].anchor), limit: 2)
            #expect(back.rows.map(\.description) == ["e", "d"] && back.continuation == nil)
            let last = try await world.page(at: .last, limit: 2)
            #expect(last.rows.map(\.description) == ["b", "a"])
            #expect(last.continuation == last.entries.first?.anchor)
            let whole = try await world.page(at: .first, limit: 5)
            #expect(whole.rows.count == 5 && whole.continuation == nil)
            let reversed = try await world.page(of: AccessTokenQuery(isReversed: true), at: .first, limit: 2)
            #expect(reversed.rows.map(\.description) == ["a", "b"])
            let next = try await world.page(
                of: AccessTokenQuery(isReversed: true), at: .after(try #require(reversed.continuation)), limit: 2)
            #expect(next.rows.map(\.description) == ["c", "d"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a list keeps to its organization and its filter, and so does its count`(
        database: ConformingDatabase
    ) async throws {
        try await database.withWorld { world in
            let acme = try await world.write { transaction in
                let acme = try transaction.insertOrganization()
                let beta = try transaction.insertOrganization(name: "beta")
                _ = try transaction.insert(.example("ci-all"))
                _ = try transaction.insert(.example("ci-acme", organization: acme.id))
                _ = try transaction.insert(.example("line-acme", organization: acme.id))
                _ = try transaction.insert(.example("ci-beta", organization: beta.id))
                return acme
            }
            let field = FilterField("organization", .text, help: "")
            let expected: [(FilterTerm.Condition?, OrganizationScope, [String])] = [
                (nil, .one(acme.id), ["line-acme", "ci-acme"]),
                (.prefix("ci-"), .all, ["ci-beta", "ci-acme", "ci-all"]),
                (.prefix("ci-"), .one(acme.id), ["ci-acme"]),
                (.isIn(field, [.text("beta")], isNegated: false), .all, ["ci-beta"]),
                (.isIn(field, [.text("beta")], isNegated: false), .one(acme.id), []),
                (.isIn(field, [.text("beta")], isNegated: true), .all, ["line-acme", "ci-acme", "ci-all"]),
            ]
            for (condition, scope, descriptions) in expected {
                let query = AccessTokenQuery(filter: Filter([condition].compactMap { $0 }.map(FilterTerm.init)))
                let page = try await world.page(of: query, in: scope, at: .first, limit: 9)
                #expect(page.rows.map(\.description) == descriptions)
                #expect(try await world.read { try $0.count(of: query, in: scope) } == .exactly(descriptions.count))
            }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `another list's place or field is refused`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            await #expect(throws: SlipwayError.self) {
                try await world.page(at: .after(ListAnchor(segment: 0, key: [.text("x")])), limit: 1)
            }
            let query = AccessTokenQuery(
                filter: Filter([FilterTerm(.compare(FilterField("seen", .time, help: ""), .less, .age(1)))]))
            await #expect(throws: SlipwayError.self) { try await world.page(of: query, at: .first, limit: 1) }
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `uses are recorded set-wise, and an earlier one changes nothing`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let ids = try await world.insertTokens(["a", "b", "c"])
            let (now, later) = (world.clock.now, world.clock.now + .seconds(5))
            try await world.write { try $0.recordAccess([ids[0]: later, ids[1]: now]) }
            try await world.write { try $0.recordAccess([ids[0]: now, ids[1]: later, .init(99): later]) }
            let tokens = try await world.page(at: .first, limit: 9).rows
            #expect(tokens.map(\.lastAccessedAt) == [nil, later, later])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `a deleted token is gone, and a repeat harmless`(database: ConformingDatabase) async throws {
        try await database.withWorld { world in
            let ids = try await world.insertTokens(["a", "b"])
            #expect(try await world.write { try $0.deleteAccessToken(ids[0]) })
            #expect(try await world.write { try !$0.deleteAccessToken(ids[0]) })
            #expect(try await world.read { try $0.accessToken(tokenHash: "hash-of-a") } == nil)
            #expect(try await world.page(at: .first, limit: 9).rows.map(\.description) == ["b"])
        }
    }
}

extension DatabaseWorld {
    @discardableResult
    fileprivate func insertTokens(_ descriptions: [String]) async throws -> [AccessToken.ID] {
        try await write { transaction in try descriptions.map { try transaction.insert(.example($0)).id } }
    }

    @discardableResult
    fileprivate func page(
        of query: AccessTokenQuery = AccessTokenQuery(), in scope: OrganizationScope = .all,
        at position: PagePosition<ListAnchor>, limit: Int
    ) async throws -> ListPage<AccessToken> {
        try await read { try $0.page(of: query, in: scope, at: position, limit: limit) }
    }
}
