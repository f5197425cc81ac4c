import ArgumentParser
import FleetGenerator
import Logging
import SQLiteRepository
import SlipwayCore
import SlipwayServices

struct ReadingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readings",
        abstract: "Measure what the screens read, in databases of different sizes.",
        discussion: """
            Steps are those of SQLite's virtual machine; where a filter makes the statement, the rows looked at stand \
            in their place. Times are in microseconds. The first line, one device by its id, is the reference.

            Example: slipway-benchmark readings fleet-1k.db fleet-1m.db
            """)

    @Argument(help: "Databases, the smallest first.") var paths: [String]
    @Option(help: "Readings whose times are taken.") var samples = 100

    func run() async throws {
        var tables: [[Measurement]] = []
        for path in paths { tables.append(try await measure(path)) }
        guard let first = tables.first, let last = tables.last else { return }
        for (place, small) in first.enumerated() {
            let columns = tables.map { table in
                "\(table[place].cost) (p50 \(table[place].median) p99 \(table[place].slow))"
            }
            let ratio = Double(last[place].cost) / Double(max(1, small.cost))
            print("\(small.name)\t\(columns.joined(separator: "\t"))\t\((ratio * 100).rounded() / 100)")
        }
        let grown = zip(first, last).filter { $1.cost > 2 * max(1, $0.cost) && $1.cost > 2 * ListBounds.scan }
        guard grown.isEmpty else {
            print("grows with the fleet: \(grown.map(\.0.name).joined(separator: "; "))")
            throw ExitCode.failure
        }
    }

    private struct Measurement {
        let name: String
        /// Steps, or rows looked at.
        let cost: Int
        let median: Int64
        let slow: Int64
    }

    private func measure(_ path: String) async throws -> [Measurement] {
        let repository = try SQLiteRepository.open(
            path: path, clock: { Timestamp(milliseconds: 1_767_225_600_000) }, readers: 1)
        let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
        let services = Services(repository: repository, logger: logger)
        let viewer = Principal.operator("benchmark")
        var found = [
            try await measured("one device by its uid", in: repository) {
                _ = try await services.devices.device(uid: FleetGenerator.uid(777), as: viewer)
                return 1
            }
        ]
        for reading in FleetReading.all {
            let anchor = try await reading.anchor(in: services)
            found.append(
                try await measured(reading.name, in: repository) { try await reading.run(services, at: anchor) })
        }
        return found
    }

    private func measured(
        _ name: String, in repository: SQLiteRepository, _ read: () async throws -> Int
    ) async throws -> Measurement {
        _ = try await read()
        _ = try await SQLiteCost.take(from: repository)
        let rows = try await read()
        let steps = try await SQLiteCost.take(from: repository).steps
        var times: [Int64] = []
        for _ in 0..<max(1, samples) {
            let start = ContinuousClock.now
            _ = try await read()
            times.append(Int64((ContinuousClock.now - start) / .microseconds(1)))
        }
        times.sort()
        return Measurement(
            name: name, cost: name.hasSuffix("three letters") ? rows : steps, median: times[times.count / 2],
            slow: times[times.count * 99 / 100])
    }
}
