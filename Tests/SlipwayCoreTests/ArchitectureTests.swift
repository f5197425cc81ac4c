import Foundation
import Testing

/// What the package manifest cannot say about who may know whom.
@Suite("Architecture")
struct ArchitectureTests {
    @Test func `the core needs no Foundation, no clock and no library`() throws {
        #expect(try imports(of: "SlipwayCore") == [])
    }

    @Test func `what both repositories share of SQL knows no driver`() throws {
        #expect(try imports(of: "SQLStorage") == ["SlipwayCore"])
    }

    @Test func `only one target touches ncurses, only one SQLite, and only one PostgreSQL`() throws {
        #expect(try targets(importing: "CLibPQ") == ["PostgresRepository"])
        #expect(try targets(importing: "CNcurses") == ["NcursesTerminal"])
        #expect(try targets(importing: "CSQLiteSettings") == ["SQLiteRepository"])
        #expect(try targets(importing: "GRDB").sorted() == ["FleetGenerator", "SQLiteRepository"])
    }

    @Test func `the screens know neither a database nor a terminal`() throws {
        #expect(
            try imports(of: "SlipwayDashboard").isDisjoint(
                with: ["SQLiteRepository", "GRDB", "PostgresRepository", "NcursesTerminal", "Foundation", "Glibc"]))
    }

    @Test func `the HTTP API knows neither a database nor a screen`() throws {
        #expect(
            try imports(of: "SlipwayAPI").isDisjoint(
                with: [
                    "SQLiteRepository", "GRDB", "PostgresRepository", "SlipwayDashboard", "TerminalUI",
                    "NcursesTerminal",
                ]))
    }

    @Test func `the terminal toolkit knows no terminal and none of the other targets`() throws {
        #expect(try imports(of: "TerminalUI") == ["Foundation", "Yams"])
    }

    @Test(arguments: [
        "worker", "production", "staging", "database", "slipway", "organization", "rollout", "firmware", "fleet",
        "device",
    ])
    func `the terminal toolkit knows no word of the product`(word: String) throws {
        let files = try swiftFiles(of: "TerminalUI").filter {
            try String(contentsOf: $0, encoding: .utf8).lowercased().contains(word)
        }
        #expect(files.map(\.lastPathComponent) == [])
    }

    @Test func `the wall clock is read in one place`() throws {
        let readers = try swiftFiles(of: "").filter { try String(contentsOf: $0, encoding: .utf8).contains("Date()") }
        #expect(readers.map(\.lastPathComponent) == ["SystemClock.swift"])
    }

    /// The lock is generic, so that each access would wrap the closure once more, and each call go through all wrappings.
    @Test func `no lock holds a closure that is not in a type of its own`() throws {
        let holders = try swiftFiles(of: "").filter { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            let closures = text.matches(of: /typealias (\w+) = .*->/).map { String($0.1) }
            let names = Set(text.matches(of: /Mutex<(\w+)\??>/).map { String($0.1) })
            return !names.isDisjoint(with: closures) || text.contains(/Mutex<[^=\n]*->/)
        }
        #expect(holders.map(\.lastPathComponent) == [])
    }

    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    private func targets(importing module: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).sorted().filter {
            try imports(of: $0).contains(module)
        }
    }

    private func imports(of target: String) throws -> Set<String> {
        let lines = try swiftFiles(of: target).flatMap {
            try String(contentsOf: $0, encoding: .utf8).split(separator: "\n")
        }
        return Set(
            lines.filter { $0.hasPrefix("import ") || $0.hasPrefix("package import ") }
                .compactMap { $0.split(separator: " ").last.map(String.init) })
    }

    private func swiftFiles(of target: String) throws -> [URL] {
        let folder = Self.sources.appending(path: target)
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
    }
}
