import ArgumentParser
import Foundation
import FleetGenerator
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
        // 2026-01-01T00:00:00Z, whenever it runs: the same size gives the same rows.
        let now = Timestamp(milliseconds: 1_767_225_600_000)
        try SQLiteRepository.migrate(path: path)
        let repository = try SQLiteRepository.open(path: path, clock: { now }, durability: .normal)
        try await FleetGenerator(devices: devices, now: now).write(to: repository)
    }
}
