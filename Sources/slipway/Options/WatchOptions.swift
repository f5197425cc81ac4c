import ArgumentParser
import SlipwayCore

/// How one rollout or batch is followed, a line for each change, and until when.
struct WatchOptions: ParsableArguments {
    @OptionGroup var output: OutputOptions
    @Option(help: "Seconds between two looks.") var interval = 1.0
    @Option(help: "Until it is done, has failed or is paused; of a rollout also wave:N, until that wave has passed.")
    var until: WatchGoal?
    @Option(help: "Give up after so long, such as 90s, 30m or 2h, and exit with 4.") var timeout: String?

    func validate() throws {
        guard interval >= 0.1, interval <= 3_600 else { throw ValidationError("--interval must be from 0.1 to 3600") }
        guard timeout == nil || limit != nil else {
            throw ValidationError("--timeout takes a number and s, m, h or d, as in 30m")
        }
    }

    /// What one look has found.
    struct Look<State: Equatable> {
        /// What is a change where it differs from the look before: not the time alone.
        let state: State
        /// Printed at each change.
        let line: String
        /// How the command ends; none while there is more to wait for.
        let end: ExitStatus?
    }

    /// Looks again and again, also while the database is away, and ends the command with what the last look says.
    func follow<State>(_ look: () async throws -> Look<State>) async throws {
        let start = ContinuousClock.now
        var shown: State?
        var isLost = false
        while true {
            do {
                let found = try await look()
                if isLost { StandardError.print("the database answers again") }
                isLost = false
                if found.state != shown {
                    if output.json { StandardOutput.write(found.line + "\n") } else { StandardOutput.print(found.line) }
                }
                shown = found.state
                if let end = found.end { throw ExitStatusError(status: end) }
            } catch let error as SlipwayError {
                guard case .away(let detail)? = error.databaseFailure else { throw error }
                if !isLost { StandardError.print("the database cannot be reached, trying again: \(detail)") }
                isLost = true
            }
            let left = limit.map { start + $0 - ContinuousClock.now } ?? .seconds(interval)
            guard left > .zero else {
                StandardError.print("gave up after \(timeout ?? "")")
                throw ExitStatusError(status: .timedOut)
            }
            try await Task.sleep(for: min(.seconds(interval), left))
        }
    }

    private var limit: Duration? {
        timeout.flatMap { FilterValue.age($0) }.map { .milliseconds($0) }
    }
}

/// What a rollout or a batch is watched for.
enum WatchGoal: Hashable, ExpressibleByArgument {
    /// It has ended.
    case done
    /// A device was bad.
    case failed
    case paused
    /// The wave of that number, from 1 on, has passed.
    case wave(Int)

    init?(argument: String) {
        switch argument {
        case "done": self = .done
        case "failed": self = .failed
        case "paused": self = .paused
        default:
            guard argument.hasPrefix("wave:"), let number = Int(argument.dropFirst("wave:".count)), number > 0 else {
                return nil
            }
            self = .wave(number)
        }
    }

    static let allValueStrings = ["done", "failed", "paused", "wave:N"]
}
