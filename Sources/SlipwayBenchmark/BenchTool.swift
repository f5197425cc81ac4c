import Foundation

/// A program that a reference needs and that may be missing.
enum BenchTool: String, Sendable {
    case compiler = "cc"
    case initdb, nginx, pgbench, psql, strip, valgrind

    /// Also where systems keep servers.
    static let searchPath: String = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.max { $0.compare($1, options: .numeric) == .orderedAscending }
        let own = newest.map { "/usr/lib/postgresql/\($0)/bin:" } ?? ""
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return own + path + ":/usr/local/sbin:/usr/sbin:/sbin"
    }()

    /// Where it is; none where it is missing.
    var path: String? {
        Self.searchPath.split(separator: ":").map { "\($0)/\(rawValue)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
