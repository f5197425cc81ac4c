import Foundation
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// PostgreSQL dates what it stores by the clock of its machine.
@Suite struct PostgresClockTests {
    @Test(arguments: [Duration.seconds(-3_600), .seconds(3_600)])
    func `a machine whose clock is another one than the server's is told, by what is read anyway`(
        ahead: Duration
    ) async throws {
        try await PostgresCluster.shared.withDatabase { database in
            let services = Services(
                repository: try await database.open(clock: nil),
                wallClock: {
                    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) - ahead
                }, logger: .quiet)
            _ = try await services.updates.changeMark()
            guard case .differs(let difference) = services.clock.trouble else {
                Issue.record("no difference is told")
                return
            }
            #expect((difference < .zero) == (ahead < .zero))
            #expect(services.clock.difference == difference)
        }
    }
}
