import GRDB
import SlipwayCore
import TestSupport
import Testing

@testable import SQLiteRepository

@Suite struct MigrationTests {
    @Test func `a database of the first schema is upgraded with its data`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.db").path
            let queue = try DatabaseQueue(path: path)
            let old = SchemaMigrator(path: path, migrations: Array(SchemaMigration.all.prefix(1)))
            #expect(try await queue.writeWithoutTransaction { try old.migrate($0) } == ["0001 first schema"])
            try await queue.write { connection in
                let transaction = SQLiteTransaction(connection: connection, now: .example)
                let organization = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(5, in: organization.id)
                let batch = try transaction.insertBatch(of: devices, firmware: try transaction.insertRelease().id)
                try transaction.startBatch(batch)
            }
            try queue.close()
            #expect(throws: SlipwayError.schemaMissing(path)) { try OpeningTests.open(path) }
            #expect(try SQLiteRepository.migrations(path: path).map(\.isApplied) == [true, false, false])
            #expect(try SQLiteRepository.migrate(path: path) == ["0002 lists", "0003 audit"])
            let repository = try OpeningTests.open(path)
            #expect(try await repository.read { try $0.everyDevice().map(\.deviceUID) }.count == 5)
            for order in DeviceOrder.allCases {
                let page = try await repository.read {
                    try $0.page(of: DeviceQuery(order: order), in: .all, at: .first, limit: 9)
                }
                #expect(page.rows.count == 5)
            }
            let query = SessionQuery(filter: try Filter("status=initiated", of: SessionOrder.self))
            #expect(try await repository.read { try $0.count(of: query, in: .all) } == .exactly(5))
            #expect(try CounterRecount.differences(inFileAt: path) == [])
        }
    }
}
