import ArgumentParser
import Foundation
import Logging
import SQLiteRepository
import SlipwayAPI
import SlipwayCore
import SlipwayDashboard
import SlipwayServices
import TerminalUI

/// Does one thing so many times in a process of its own, for ``StepCosts`` to count what that takes.
struct RepeatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repeat", abstract: "Do one thing so many times.", shouldDisplay: false)

    enum Step: String, CaseIterable, ExpressibleByArgument {
        /// Those of a file, one after the other, to a server in this process.
        case requests
        /// A key on the dashboard's first screen, with the frame that follows.
        case keys
        /// The frame alone.
        case frames
    }

    @Argument(help: "What is done.") var step: Step
    @Option(help: "How many times.") var times: Int
    @Option(help: "A SQLite file with a fleet.") var database: String
    @Option(help: "A file with a request in each line: method, path and token.") var requests: String?

    func run() async throws {
        switch step {
        case .requests: try await sendRequests()
        case .keys:
            var shown = Frame(size: Size(columns: 0, rows: 0))
            try await onDashboard { robot, number in
                await robot.press(number.isMultiple(of: 2) ? "j" : "k")
                let frame = robot.frame()
                _ = frame.changes(from: shown)
                shown = frame
            }
        case .frames: try await onDashboard { robot, _ in _ = robot.frame() }
        }
    }

    private var services: Services {
        get throws {
            Services(
                repository: try SQLiteRepository.open(path: database, clock: { BenchWorld.now }, readers: 1),
                wallClock: { BenchWorld.now }, logger: Self.logger)
        }
    }

    private static var logger: Logger { Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() } }

    private func sendRequests() async throws {
        let lines = try String(contentsOfFile: requests ?? "", encoding: .utf8).split(separator: "\n").prefix(times)
        let requests = try lines.map { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3 else { throw SystemFault(saying: "no request: \(line)") }
            return KeepAliveLoad.request(words[0], words[1], token: words[2])
        }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let server = APIServer(
            services: try services, settings: APISettings(), address: .anyLoopback, logger: Self.logger
        ) { port.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.run() }
            for await port in ports {
                try KeepAliveLoad(port: port, connections: 1).send(requests)
                break
            }
            tasks.cancelAll()
        }
    }

    private func onDashboard(_ act: (inout Robot, _ number: Int) async -> Void) async throws {
        var robot = Robot(
            DashboardApplication.make(
                services: try services, principal: .operator("benchmark"), log: LogBook { BenchWorld.now },
                isReadOnly: false),
            glyphs: .unicode)
        await robot.start()
        for number in 0..<times { await act(&robot, number) }
    }
}
