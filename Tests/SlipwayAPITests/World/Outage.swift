import Foundation
import SlipwayAPI
import TestSupport

/// What others do to a file.
enum Outage: CaseIterable {
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
        case .locked:
            let onlyReads = route.method == .get && !route.name.hasSuffix("/download") || route.name.hasSuffix("/plan")
            return !onlyReads
        }
    }

    func hold<Value>(_ path: String, while body: () async throws -> Value) async throws -> Value {
        switch self {
        case .removed, .replaced:
            try move(path, to: path + ".away")
            if self == .replaced {
                try Data("not a database at all, but long enough to be looked at as one".utf8)
                    .write(to: URL(filePath: path))
            }
            let value = try await body()
            if self == .replaced { try FileManager.default.removeItem(atPath: path) }
            try move(path + ".away", to: path)
            return value
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
