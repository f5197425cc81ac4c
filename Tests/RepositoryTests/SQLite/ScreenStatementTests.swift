import GRDB
import SlipwayCore
import SlipwayServices
import Synchronization
import TestSupport
import Testing

@testable import SQLiteRepository

/// What a screen asks before it shows its first data.
@Suite struct ScreenStatementTests {
    @Test func `a list asks for settings, halts, the mark, its page and its count, in one transaction`() async throws {
        let statements = try await Self.statements { fleet in
            _ = try await fleet.services.devices.view(
                of: DeviceQuery(), at: .first, limit: 200, as: fleet.ada, following: fleet.services.sharedSettings)
        }
        #expect(statements == Self.opening + ["SELECT", "SELECT", "PRAGMA", "SELECT", "SELECT", "COMMIT"])
    }

    @Test func `a device asks for settings, halts, itself, the mark, its sessions and its events`() async throws {
        let statements = try await Self.statements { fleet in
            _ = try await fleet.services.updates.deviceHistory(
                uid: fleet.devices[0].deviceUID, as: fleet.ada, limit: 10, following: fleet.services.sharedSettings)
        }
        #expect(statements == Self.opening + ["SELECT", "SELECT", "SELECT", "PRAGMA", "SELECT", "SELECT", "COMMIT"])
    }

    /// The driver looks whether the schema is another.
    private static let opening = ["BEGIN", "PRAGMA"]

    /// The first word of each.
    private static func statements(of body: (StockedFleet) async throws -> Void) async throws -> [String] {
        try await withDatabaseFile { path, clock in
            let repository = try SQLiteRepository.open(path: path, clock: { clock.now }, readers: 1)
            let fleet = try await makeFleet(of: 3, in: repository, clock: clock)
            let log = StatementLog()
            try await repository.read { reader in
                try #require(reader as? SQLiteTransaction).connection.trace { log.note("\($0)") }
            }
            log.texts.withLock { $0 = [] }
            try await body(fleet)
            return log.texts.withLock { $0.map { String($0.prefix { $0.isLetter }) } }
        }
    }
}

private final class StatementLog: Sendable {
    let texts = Mutex<[String]>([])

    func note(_ text: String) { texts.withLock { $0.append(text) } }
}
