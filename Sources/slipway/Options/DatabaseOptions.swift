import ArgumentParser
import Foundation
import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices

/// Which database a command works on, and who works on it.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: sqlite:PATH or a path; also SLIPWAY_DATABASE.", valueName: "database"))
    var database: String?

    @Flag(help: "Say more on standard error.")
    var verbose = false

    /// The services over the database, which must exist; the missing default is created.
    func services() throws -> Services {
        Services(repository: try repository(), logger: logger)
    }

    func repository(readers: Int = 4) throws -> SQLiteRepository {
        let location = try location()
        if location.isDefault { try DatabaseLocation.createDefault(at: location.path) }
        return try SQLiteRepository.open(
            path: location.path, clock: SystemClock.now, mode: .readWrite, readers: readers, durability: .full)
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
