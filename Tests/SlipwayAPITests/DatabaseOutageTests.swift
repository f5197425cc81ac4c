import Foundation
import HTTPTypes
import SlipwayAPI
import TestSupport
import Testing

/// Every route while its database is away.
@Suite struct DatabaseOutageTests {
    @Test(arguments: Outage.allCases)
    func `every route says that it will be back, and is`(outage: Outage) async throws {
        var names: [String] = []
        try await withAPI { names = $0.responder.table.routes.map(\.name) }
        for name in names {
            var usual = 0
            try await withAskedRoute(name) { usual = try await $0.answer(try await $0.rightToken()).status }
            try await withAskedRouteOverFile(name, patience: .milliseconds(20)) { asked, path in
                let token = try await asked.rightToken()
                let lost = try await outage.hold(path) { try await asked.answer(token) }
                guard outage.stops(asked.route) else {
                    #expect(lost.status == usual, "\(name)")
                    return
                }
                #expect(lost.status == 503, "\(name)")
                #expect(lost.headers[.retryAfter] == "5", "\(name)")
                #expect(lost.text == "{\"code\":\"\(outage.code)\",\"error\":\"the database is away\"}\n", "\(name)")
                #expect(try await asked.answer(token).status == usual, "\(name)")
            }
        }
    }
}
