import Testing

/// The built program as a server that may be killed at any instant.
struct TorturedServer: Sendable {
    let port: Int
    private let process: ChildProcess

    static func start(on path: String) async throws -> TorturedServer {
        let process = try ChildProcess.start(
            BuiltProgram.path, ["serve", "--database", path, "--listen", "127.0.0.1:0"])
        do {
            let log = try await process.waitForErrors("listening", timeout: .seconds(60))
            let port = try #require(log.firstMatch(of: /port=([0-9]+)/).flatMap { Int($0.output.1) })
            return TorturedServer(port: port, process: process)
        } catch {
            process.kill()
            throw error
        }
    }

    func kill() { process.kill() }

    /// How many downloads it has seen begin again with bytes there already, by its log, which outlives it.
    func begunAgain() async throws -> Int {
        try await process.outcome(timeout: .seconds(60)).errors.split(separator: "\n")
            .count { $0.contains("a download begins again") }
    }

    /// The same by its own figure, which does not.
    func figureOfBegunAgain() async throws -> Int {
        let text = try await ChildProcess.run(
            "/usr/bin/env", ["curl", "-sf", "http://127.0.0.1:\(port)/metrics"], timeout: .seconds(60)
        ).output
        let line = try #require(text.firstMatch(of: /\nslipway_downloads_restarted_total ([0-9]+)\n/))
        return try #require(Int(line.output.1))
    }
}
