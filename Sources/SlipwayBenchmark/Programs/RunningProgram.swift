import CTimedProgram
import Foundation

/// A program that was started, until it has ended; it is killed when nothing holds this any longer.
///
/// Foundation's `Process` neither tells what a program has taken nor gives it a terminal.
final class RunningProgram {
    /// Where a program reads and writes.
    enum Line {
        /// It reads nothing; what it says goes to a file, or nowhere.
        case quiet(log: String?)
        /// It leads a session on this terminal.
        case terminal(String)
    }

    let id: pid_t
    private(set) var hasEnded = false

    /// - Parameter executable: a path.
    init(
        _ executable: String, _ arguments: [String], environment: [String: String], on line: Line = .quiet(log: nil)
    ) throws {
        var id = pid_t()
        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        let failure =
            switch line {
            case .quiet(let log):
                timed_program_start(executable, &words, &variables, nil, log ?? "/dev/null", &id)
            case .terminal(let name): timed_program_start(executable, &words, &variables, name, nil, &id)
            }
        try SystemFault.check(executable, failure)
        self.id = id
    }

    deinit {
        guard !hasEnded else { return }
        kill(id, SIGKILL)
        waitpid(id, nil, 0)
    }

    /// - Parameter limit: it is killed when it has not ended within so many seconds; none where it may take any time.
    /// - Returns: its exit status; minus the signal that ended it.
    @discardableResult
    func waitUntilEnded(within limit: Int? = nil) throws -> Int32 {
        var status: Int32 = 0
        let end = limit.map { ContinuousClock.now + .seconds($0) }
        while true {
            let ended = waitpid(id, &status, end == nil ? 0 : WNOHANG)
            if ended == id { break }
            if ended < 0, errno != EINTR { throw SystemFault("waitpid") }
            guard let end else { continue }
            if ContinuousClock.now > end { kill(id, SIGKILL) }
            usleep(10_000)
        }
        hasEnded = true
        // wait(2): the signal is in the lower seven bits, the exit status in the eight above.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    /// Runs a program to its end.
    ///
    /// - Parameter limit: it is killed when it has not ended within so many seconds.
    /// - Throws: where its exit status is not 0, with what it said.
    static func run(
        _ executable: String, _ arguments: [String], in world: BenchWorld,
        environment: [String: String] = [:], limit: Int? = nil
    ) throws {
        let log = world.path("\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(atPath: log) }
        let status = try RunningProgram(
            executable, arguments, environment: world.environment.merging(environment) { $1 }, on: .quiet(log: log)
        ).waitUntilEnded(within: limit)
        if status != 0 {
            let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw SystemFault(saying: "\(executable) ended with \(status): \(said.suffix(500))")
        }
    }
}
