import ArgumentParser
import Foundation
import LargeFleet
import SQLiteRepository
import SlipwayCore

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Write a large fleet into a new database file.",
        discussion: "Example: slipway-benchmark generate /tmp/fleet.db --devices 1000000")

    @Argument(help: "The file; it must not exist.") var path: String
    @Option(help: "How many devices, at least 1000.") var devices = 1_000_000

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw ValidationError("\(path) exists already") }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
        try SQLiteRepository.migrate(path: path)
        let repository = try SQLiteRepository.open(path: path, clock: { now }, durability: .normal)
        try await LargeFleet(devices: devices, now: now).write(to: repository)
    }
}
