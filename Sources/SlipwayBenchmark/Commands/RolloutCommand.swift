import ArgumentParser
import Foundation

struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Roll a bad release out in waves, and hold the stop to what is promised of it.",
        discussion: """
            A fleet of its own gets a release in waves: a canary of 1%, but of 1,250 devices at least, then 20%, 50% \
            and all, 1,000 devices in flight, and a gate that stops at 20 bad devices and 2%. The devices speak HTTP with servers of their own \
            on this machine: one on SQLite, two on PostgreSQL. Those that a batch has reached take the release, and 300 \
            others ask all the time.

            The variants:
              lost         40% of hardware C, a tenth of all, complete and get lost
              failing      every device fails
              second-wave  as lost, but nothing is wrong in the first wave
              rollback     as second-wave; then the dashboard brings all back to one of two former releases
              healthy      1% fails, under the standard gates; every wave has to pass

            Every limit of the service is shortened by --scale: that of a lost device from 15 minutes to 30 s, the soak \
            of a wave from 30 minutes to 60 s, deadlines likewise. What the service waits for by constants of its own is \
            as long as ever, so that the time from the limit of a lost device to the stop is measured in seconds as they \
            are. The exit status is 1 where a promise is broken.

            Examples:
              slipway-benchmark rollout
              slipway-benchmark rollout --variant all --database sqlite --json
              slipway-benchmark rollout --variant healthy --devices 25000 --scale 60
              slipway-benchmark rollout --variant rollback --devices 20000
            """)

    /// Which databases a trial runs on.
    enum Databases: String, CaseIterable, ExpressibleByArgument {
        case sqlite, postgres, both

        var kinds: [TrialDatabase.Kind] { TrialDatabase.Kind(rawValue: rawValue).map { [$0] } ?? [.sqlite, .postgres] }
    }

    /// Which variants are tried.
    enum Variants: String, CaseIterable, ExpressibleByArgument {
        case lost, failing, healthy, rollback, all
        case secondWave = "second-wave"

        var chosen: [RolloutVariant] {
            RolloutVariant(rawValue: rawValue).map { [$0] } ?? [.lost, .failing, .secondWave, .rollback, .healthy]
        }
    }

    @Option(help: "sqlite, postgres or both.") var database = Databases.both
    @Option(help: "lost, failing, second-wave, rollback, healthy or all.") var variant = Variants.lost
    @Option(help: "How many devices the fleet has, from 2000 to 1000000.") var devices = 125_000
    @Option(help: "How many times shorter each limit of the service is, from 1 to 60.") var scale = 30.0
    @Flag(help: "Print one JSON object.") var json = false
    @Option(help: "The program whose screen is looked at, and used; without it the one beside this.")
    var slipway: String?
    @Option(help: "Where the data is made, which is removed afterwards.")
    var folder = FileManager.default.temporaryDirectory.path

    func validate() throws {
        guard (2_000...1_000_000).contains(devices) else {
            throw ValidationError("--devices must be from 2000 to 1000000")
        }
        guard ScaledService.factors.contains(scale) else { throw ValidationError("--scale must be from 1 to 60") }
    }

    func run() async throws {
        let benchmark = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let slipway = try BenchWorld.program(slipway)
        let folder = URL(filePath: folder).appending(path: "slipway-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let world = BenchWorld(folder: folder, slipway: slipway, devices: devices)
        _ = OpenFiles.raiseLimit()
        var report = BenchReport()
        for variant in variant.chosen {
            for kind in database.kinds {
                let trial = RolloutTrial(
                    variant: variant, kind: kind, devices: devices, service: ScaledService(factor: scale), world: world,
                    benchmark: benchmark.path)
                await Self.carryOut(trial, &report)
            }
        }
        print(json ? try report.json : report.table.joined(separator: "\n"))
        throw ExitCode(report.exitStatus)
    }

    private static func carryOut(_ trial: RolloutTrial, _ report: inout BenchReport) async {
        let name = "\(trial.variant.rawValue), \(trial.kind.title)"
        do {
            FileHandle.standardError.write(Data("\(name) …\n".utf8))
            report.add(try await trial.figures())
        } catch let leftOut as LeftOut {
            report.leaveOut(name, because: leftOut.reason)
        } catch {
            report.fail(name, because: "\(error)")
        }
    }
}
