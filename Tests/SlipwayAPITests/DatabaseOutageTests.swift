import Foundation
import HTTPTypes
import SlipwayAPI
import TestSupport
import Testing

/// Every route while its database is away.
@Suite struct DatabaseOutageTests {
    @Test(arguments: Outage.allCases)
    fileprivate func `every route says that it will be back, and is`(outage: Outage) async throws {
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

/// What others do to a file.
private enum Outage: CaseIterable {
    case removed, replaced, locked

    var code: String {
        switch self {
        case .removed: "DATABASE_007"
        case .replaced: "DATABASE_002"
        case .locked: "DATABASE_001"
        }
    }

    /// Who only reads goes on beside another program that writes.
    func stops(_ route: Route) -> Bool {
        if ["GET /health", "GET /openapi.json"].contains(route.name) { return false }
        switch self {
        case .removed, .replaced: return true
        case .locked: return route.method != .get || route.name.hasSuffix("/download")
        }
    }

    func hold(_ path: String, while body: () async throws -> SeenAnswer) async throws -> SeenAnswer {
        switch self {
        case .removed, .replaced:
            try move(path, to: path + ".away")
            if self == .replaced {
                try Data("not a database at all, but long enough to be looked at as one".utf8)
                    .write(to: URL(filePath: path))
            }
            let answer = try await body()
            if self == .replaced { try FileManager.default.removeItem(atPath: path) }
            try move(path + ".away", to: path)
            return answer
        case .locked:
            return try await withDatabaseLock(on: path, body)
        }
    }

    /// With its journal, which belongs to no other file.
    private func move(_ path: String, to other: String) throws {
        for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.moveItem(atPath: path + suffix, toPath: other + suffix)
        }
    }
}
