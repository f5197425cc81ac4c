import Glibc
import Testing

/// The built program as a server on a port of its own, which may be killed at any instant.
struct ServerProcess: Sendable {
    let port: Int
    private let process: ChildProcess

    var identifier: pid_t { process.identifier }

    /// - Parameters:
    ///   - port: 0 for one that is free.
    ///   - command: arguments of `env`, behind which the program is started; none to start it by itself.
    static func start(
        on database: String, port: Int = 0, environment: [String: String] = PseudoTerminal.xterm,
        behind command: [String] = [], options: [String] = []
    ) async throws -> ServerProcess {
        let program = try BuiltProgram.path
        let arguments = ["serve", "--database", database, "--listen", "127.0.0.1:\(port)"] + options
        let process = try ChildProcess.start(
            command.isEmpty ? program : "/usr/bin/env", command.isEmpty ? arguments : command + [program] + arguments,
            environment: environment)
        do {
            let log = try await process.waitForErrors("[SlipwayAPI] listening", timeout: .seconds(60))
            let port = try #require(log.firstMatch(of: /port=([0-9]+)/).flatMap { Int($0.output.1) })
            return ServerProcess(port: port, process: process)
        } catch {
            process.kill()
            throw error
        }
    }

    func kill() { process.kill() }

    /// Holds it where it is.
    func stop() { process.stop() }

    /// - Returns: how it ended.
    func end() async throws -> ExitStatus { try await process.outcome(timeout: .seconds(60)).status }

    /// How many downloads it has seen begin again with bytes there already, by its log, which outlives it.
    func begunAgain() async throws -> Int {
        try await process.outcome(timeout: .seconds(60)).errors.split(separator: "\n")
            .count { $0.contains("a download begins again") }
    }

    /// The same by its own figure, which does not.
    func figureOfBegunAgain() async throws -> Int {
        let text = try await curl(["http://127.0.0.1:\(port)/metrics"])
        let line = try #require(text.firstMatch(of: /\nslipway_downloads_restarted_total ([0-9]+)\n/))
        return try #require(Int(line.output.1))
    }

    /// - Parameter path: below `/api/v2`.
    /// - Returns: the body of what has to be a success.
    func get(_ path: String, token: String) async throws -> String {
        try await curl(["http://127.0.0.1:\(port)/api/v2\(path)"], token: token)
    }

    /// - Returns: all that it has logged.
    func waitForLog(_ text: String) async throws -> String {
        try await process.waitForErrors(text, timeout: .seconds(60))
    }

    /// By its own word.
    func uncachedReleases() async throws -> Int {
        let text = try await curl(["http://127.0.0.1:\(port)/ready"])
        let count = try #require(text.firstMatch(of: /"firmware_not_cached":([0-9]+)/))
        return try #require(Int(count.output.1))
    }

    /// - Returns: the status of its answer to whether it is ready.
    func readiness() async throws -> String {
        try await curl(["-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:\(port)/ready"], failing: false)
    }

    /// What has to be a success, into a file.
    func save(_ path: String, to file: String, token: String) async throws {
        _ = try await curl(["-o", file, "http://127.0.0.1:\(port)/api/v2\(path)"], token: token)
    }

    /// The same, with JSON.
    func post(_ path: String, token: String, body: String) async throws {
        _ = try await curl(
            ["-H", "Content-Type: application/json", "-d", body, "http://127.0.0.1:\(port)/api/v2\(path)"],
            token: token)
    }

    /// - Parameter failing: whether an answer that is not a success is a failure of the test.
    private func curl(_ arguments: [String], token: String? = nil, failing: Bool = true) async throws -> String {
        // On its standard input, since everybody may read the arguments of a process.
        let secrets = token.map { "header = \"Authorization: Bearer \($0)\"\n" } ?? ""
        let outcome = try await ChildProcess.run(
            "/usr/bin/env", ["curl", "-K", "-", failing ? "-sSf" : "-sS", "--noproxy", "*"] + arguments, input: secrets,
            timeout: .seconds(60))
        try #require(outcome.status == .exited(0), "\(outcome.errors)")
        return outcome.output
    }
}
