import ArgumentParser
import FleetGenerator
import Foundation
import SQLiteRepository
import SlipwayCore

/// What a run of the bench works with.
struct BenchWorld: Sendable {
    /// Removed at the end.
    let folder: URL
    /// The program that is measured.
    let slipway: String
    /// How many devices the dashboard is opened over.
    let devices: Int

    /// No configuration and no state of the person who runs it, and a terminal that every system knows.
    var environment: [String: String] {
        [
            "HOME": folder.path, "LANG": "C.UTF-8", "PATH": BenchTool.searchPath, "TERM": "xterm-256color",
        ]
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// - Parameter path: none for the one beside this program.
    /// - Throws: where there is none.
    static func program(_ path: String?) throws -> String {
        let beside = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let path = path ?? beside.appending(path: "slipway").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw ValidationError("\(path) is not a program; name it with --slipway")
        }
        return path
    }

    static var now: Timestamp { Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1_000)) }

    /// A new file without a fleet.
    func emptyFile(_ name: String) throws -> (path: String, repository: SQLiteRepository) {
        let path = path(name)
        try SQLiteRepository.migrate(path: path)
        return (path, try SQLiteRepository.open(path: path, clock: { Self.now }))
    }

    /// A file of a large fleet, made at the first call.
    func fleetFile() async throws -> String {
        let path = path("fleet-\(devices).db")
        if FileManager.default.fileExists(atPath: path) { return path }
        let now = Self.now
        try SQLiteRepository.migrate(path: path)
        let repository = try SQLiteRepository.open(path: path, clock: { now }, durability: .normal)
        try await FleetGenerator(devices: devices, now: now).write(to: repository)
        return path
    }
}
