import Foundation
import SQLiteRepository
import SlipwayCore
import TestSupport
import Testing

/// A folder with a database in it, in which a test uses the program as an operator does.
struct CommandFolder: Sendable {
    /// How long a command may take on a machine with other work to do.
    static let patience = Duration.seconds(60)

    let url: URL
    /// What `--database` names.
    let database: String

    /// - Parameter database: none for a file in the folder.
    init(url: URL, database: String? = nil) {
        self.url = url
        self.database = database ?? url.appending(path: "fleet.db").path
    }

    /// No configuration and no state of whoever runs the tests.
    var environment: [String: String] {
        PseudoTerminal.xterm.merging(["HOME": url.path]) { _, own in own }
    }

    func path(_ name: String) -> String {
        url.appending(path: name).path
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    @discardableResult
    func write(_ bytes: Data, to name: String) throws -> String {
        try bytes.write(to: url.appending(path: name))
        return path(name)
    }

    func text(of name: String) throws -> String {
        try String(contentsOf: url.appending(path: name), encoding: .utf8)
    }

    /// The names of everything in the folder but the database, sorted.
    var files: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: url.path).filter { !$0.hasPrefix("fleet.db") }.sorted()
        }
    }

    /// Runs the program on the database, without a terminal.
    @discardableResult
    func slipway(
        _ arguments: String..., input: String = "", at location: SourceLocation = #_sourceLocation
    ) async throws -> ChildProcess.Outcome {
        try await run(arguments + ["--database", database], input: input, at: location)
    }

    /// Runs the program with exactly these arguments.
    func run(
        _ arguments: [String], input: String = "", at location: SourceLocation = #_sourceLocation
    ) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(
            BuiltProgram.path, arguments, environment: environment, input: input, timeout: Self.patience, at: location)
    }

    /// The same, for what a test needs and does not look at.
    func prepare(_ arguments: String..., at location: SourceLocation = #_sourceLocation) async throws {
        let outcome = try await run(arguments + ["--database", database], at: location)
        try #require(outcome.status == .exited(0), "\(outcome.errors)", sourceLocation: location)
    }

    /// Runs SQL on a file past the program.
    ///
    /// - Returns: the rows, a line each.
    @discardableResult
    func execute(_ sql: String, on path: String) async throws -> String {
        let outcome = try await ChildProcess.run("/usr/bin/env", ["sqlite3", "-cmd", ".timeout 20000", path, sql])
        try #require(outcome.status == .exited(0), "\(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func repository() throws -> SQLiteRepository {
        try SQLiteRepository.open(path: database, clock: { .example }, readers: 1)
    }
}

/// Gives `body` an empty folder.
func withTemporaryCommandFolder(_ body: (CommandFolder) async throws -> Void) async throws {
    try await withTemporaryFolder { try await body(CommandFolder(url: $0)) }
}

/// Gives `body` a folder with a migrated database.
func withCommandFolder(_ body: (CommandFolder) async throws -> Void) async throws {
    try await withTemporaryCommandFolder { folder in
        try MigratedFile.write(to: folder.database)
        try await body(folder)
    }
}
