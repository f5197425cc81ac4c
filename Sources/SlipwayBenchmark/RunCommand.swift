import ArgumentParser
import Foundation

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measure everything beside its reference, and say which bounds hold (the default).",
        discussion: """
            Makes its own data in a folder of its own, starts what it needs on ports of this machine alone, and takes \
            turns with each reference. The exit status is 1 where a bound is broken. What cannot be measured for want \
            of a program is named. The bounds are meant for the release build, and for --version and status for the \
            one that .ci/build-static makes.

            Examples:
              slipway-benchmark
              slipway-benchmark --only checks,acks --json
              slipway-benchmark --slipway /usr/local/bin/slipway
              .build/static/release/slipway-benchmark --only starts,empty
            """)

    @Option(help: "Only these measurements, by their names, separated by commas.") var only: String?
    @Flag(help: "List the measurements and measure nothing.") var list = false
    @Flag(help: "Print one JSON object.") var json = false
    @Option(help: "The program that is measured; without it the one beside this.") var slipway: String?
    @Option(help: "How many devices the dashboard is opened over, at least 1000.") var devices = 1_000
    @Option(help: "Where the data is made, which is removed afterwards.")
    var folder = FileManager.default.temporaryDirectory.path

    func validate() throws { _ = try chosen }

    private var chosen: [any BenchMeasurement] {
        get throws {
            guard let only else { return BenchMeasurements.all }
            let names = only.split(separator: ",").map(String.init)
            let known = BenchMeasurements.all.map(\.name)
            if let unknown = names.first(where: { !known.contains($0) }) {
                throw ValidationError("\(unknown) is none of \(known.joined(separator: ", "))")
            }
            return BenchMeasurements.all.filter { names.contains($0.name) }
        }
    }

    func run() async throws {
        let chosen = try chosen
        if list {
            for measurement in chosen { print("\(measurement.name): \(measurement.abstract)") }
            return
        }
        let folder = URL(filePath: folder).appending(path: "slipway-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let world = BenchWorld(folder: folder, slipway: try BenchWorld.program(slipway), devices: max(1_000, devices))
        var report = BenchReport()
        for measurement in chosen { await Self.carryOut(measurement, in: world, &report) }
        print(json ? try report.json : report.table.joined(separator: "\n"))
        throw ExitCode(report.exitStatus)
    }

    /// What cannot be measured takes no other with it.
    static func carryOut(
        _ measurement: any BenchMeasurement, in world: BenchWorld, _ report: inout BenchReport
    ) async {
        let missing = measurement.tools.filter { $0.path == nil }
        guard missing.isEmpty else {
            let names = missing.map(\.rawValue).joined(separator: ", ")
            return report.leaveOut(measurement.name, because: "\(names) not installed")
        }
        do {
            FileHandle.standardError.write(Data("\(measurement.name) …\n".utf8))
            report.add(try await measurement.figures(in: world))
        } catch let leftOut as LeftOut {
            report.leaveOut(measurement.name, because: leftOut.reason)
        } catch {
            report.fail(measurement.name, because: "\(error)")
        }
    }
}
