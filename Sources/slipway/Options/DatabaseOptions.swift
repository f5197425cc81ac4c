import ArgumentParser
import Foundation
import Logging
import PostgresRepository
import SQLiteRepository
import SlipwayCore
import SlipwayServices

/// Which database a command works on, and who works on it.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: sqlite:PATH, a path, postgres://HOST/NAME or \"host=HOST dbname=NAME\"; also SLIPWAY_DATABASE.",
            valueName: "database"))
    var database: String?

    @Flag(help: "Trust a PostgreSQL on another machine without sslmode=verify-full, which proves who it is.")
    var unprovenServer = false

    @Flag(help: "Say more on standard error.")
    var verbose = false

    /// The services over the database, which must exist; the missing default is created.
    func services(for use: Use = .command) throws -> Services {
        Services(repository: try repository(for: use), wallClock: SystemClock.now, logger: logger)
    }

    /// What a repository is for.
    enum Use {
        /// What one command does, a step at a time.
        case command
        /// Reads that a screen waits for, one after the other.
        case screen
        case work
        /// For a person who asks whether the database answers, and waits for two seconds.
        case probe
    }

    func repository(for use: Use = .work, logger: Logger? = nil) throws -> any Repository {
        switch try location() {
        case .file(let path): return try file(at: path, for: use)
        case .defaultFile(let path):
            try DatabaseLocation.createDefault(at: path)
            return try file(at: path, for: use)
        case .server(let location):
            return PostgresRepository(location, limits: limits(for: use), logger: logger ?? self.logger)
        }
    }

    private func file(at path: String, for use: Use) throws -> SQLiteRepository {
        let readers =
            switch use {
            case .command: 0
            case .screen, .probe: 1
            case .work: 4
            }
        return try SQLiteRepository.open(
            path: path, clock: SystemClock.now, mode: .readWrite, readers: readers, durability: .full)
    }

    /// A server that hangs is told from one that takes its time after a few seconds, where a person looks on.
    func limits(for use: Use = .work) -> PostgresLimits {
        var limits = PostgresLimits()
        limits.allowsUnprovenServers = unprovenServer
        switch use {
        case .command, .work: break
        case .screen:
            limits.connections = 1
            limits.answering = .seconds(4)
            limits.connecting = .seconds(3)
        case .probe:
            limits.connections = 1
            limits.waiting = .milliseconds(500)
            limits.answering = .seconds(1)
            limits.connecting = .seconds(1)
        }
        return limits
    }

    func location() throws -> DatabaseLocation {
        try DatabaseLocation(given: database, environment: ProcessInfo.processInfo.environment)
    }

    /// Towards standard error, which is not for data; only warnings unless told otherwise.
    var logger: Logger {
        var logger = Logger(label: "slipway") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = verbose ? .debug : .warning
        return logger
    }
}

/// Who sits at the terminal: what every mutation records.
enum LoginName {
    /// The operator who runs this program; behind sudo, also who became it.
    static func principal(organization: OrganizationScope = .all) -> Principal {
        let environment = ProcessInfo.processInfo.environment
        let name = getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
        let sudo = environment["SUDO_USER"].flatMap { $0.isEmpty || $0 == name ? nil : " (sudo by \($0))" } ?? ""
        return .operator(name + sudo, organization: organization)
    }
}
