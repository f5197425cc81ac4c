import SlipwayCore
import TestSupport
import Testing

@testable import SQLiteRepository

@Suite struct MigrationTests {
    @Test func `a database of the first schema is upgraded with its data`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "old.db").path
            try SQLiteRepository.makeOlderFile(at: path, migrations: 1)
            // What is written today has columns that are not there yet.
            let newest = folder.appending(path: "new.db").path
            try SQLiteRepository.migrate(path: newest)
            try await OpeningTests.open(newest).write { transaction in
                let organization = try transaction.insertOrganization()
                let devices = try transaction.insertDevices(5, in: organization.id)
                let batch = try transaction.insertBatch(of: devices, firmware: try transaction.insertRelease().id)
                try transaction.startBatch(batch)
            }
            _ = try SQLiteContent.copyRows(from: newest, to: path)
            #expect(throws: SlipwayError.schemaMissing(path, isOlder: true)) { try OpeningTests.open(path) }
            #expect(try SQLiteRepository.migrations(path: path).map(\.isApplied).prefix(2) == [true, false])
            #expect(
                try SQLiteRepository.migrate(path: path).applied == MigrationNames.sqlite(after: 1))
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
