import SlipwayCore
import TestSupport
import Testing

@testable import PostgresRepository

@Suite struct PostgresStandbyTests {
    @Test func `a location with two hosts finds the standby once it has been promoted`() async throws {
        try await PostgresCluster().withDatabase { database in
            let standby = try await PostgresStandby.start(of: database.server, isSynchronous: true)
            let location = try PostgresLocation(standby.eitherInfo(database: database.name))
            #expect(try PostgresLocation(standby.eitherURL(database: database.name)).hosts == location.hosts)
            let repository = PostgresRepository(location, logger: .quiet)
            let first = try await repository.write { try $0.insertOrganization(name: "first").id }
            let reader = PostgresRepository(
                try PostgresDatabase(name: database.name, on: standby.server).location(), logger: .quiet)
            await #expect(throws: SlipwayError.databaseReadOnly) {
                try await reader.write { try $0.insertOrganization(name: "refused").id }
            }
            try await database.server.happen(.kill)
            try await standby.server.happen(.promote)
            var second: Organization.ID?
            while second == nil { second = try? await repository.write { try $0.insertOrganization(name: "b").id } }
            let made = [first, second]
            let names = try await repository.read { reader in
                try made.map { try $0.flatMap(reader.organization)?.name }
            }
            #expect(names == ["first", "b"])
        }
    }
}
