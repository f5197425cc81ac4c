import SlipwayCore
import TestSupport
import Testing

@Suite struct StoredTextTests {
    @Test(arguments: ConformingDatabase.allCases)
    func `every text comes back as it was, but for a NUL`(database: ConformingDatabase) async throws {
        let texts = [
            "", "NULL", "null", "{a,b}", "\"quoted\"", "back\\slash", "it's", "a,b", "line\nline\r\n\ttab", "$1 ? %s",
            "\u{1B}[31m", "Zoë Ångström 🚀 e\u{301}", " spaces ", "\u{1}\u{7F}", "1", "true",
        ]
        try await database.withWorld { world in
            let acme = try await world.write { try $0.insertOrganization() }
            let subject = EventSubject(organizationID: acme.id)
            try await world.write { transaction in
                try transaction.append((texts + ["nul\0nul"]).map { .example(on: subject, detail: $0) })
            }
            let query = EventQuery(isReversed: true)
            let events = try await world.read { try $0.page(of: query, in: .all, at: .first, limit: 99).rows }
            #expect(events.map(\.detail) == texts + ["nul\u{FFFD}nul"])
        }
    }

    @Test(arguments: ConformingDatabase.allCases)
    func `texts are in the order of their bytes, whatever the language of the server`(
        database: ConformingDatabase
    ) async throws {
        let sorted = ["-x", "B", "Z", "_", "a", "a-b", "aB", "ab", "z", "é"]
        try await database.withWorld { world in
            try await world.write { transaction in
                for name in sorted.reversed() { try transaction.insertOrganization(name: name) }
            }
            let page = try await world.read { try $0.page(of: OrganizationQuery(), in: .all, at: .first, limit: 99) }
            #expect(page.rows.map(\.name) == sorted)
            let middle = try await world.read {
                try $0.page(of: OrganizationQuery(), in: .all, at: .after(page.entries[4].anchor), limit: 3)
            }
            #expect(middle.rows.map(\.name) == ["a-b", "aB", "ab"])
        }
    }
}
