import Foundation
import SlipwayAPI
import SlipwayCore
import SlipwayServices
import Synchronization
import TestSupport
import Testing

/// Downloads of a rollout whose bandwidth is limited, through real servers.
@Suite(.timeLimit(.minutes(10))) struct SharedBandwidthTests {
    /// Bytes a second. All that the buffers of four connections hold is less than a tenth of a minute of it: a reader that
    /// falls behind cannot make more of it than there may be.
    private static let budget = 400_000

    @Test func `two servers feed no more than the budget in any minute, and one that is left uses all of it`()
        async throws
    {
        try await withPostgres { repository, clock, _ in
            let first = try await makeFleet(of: 4, in: repository, clock: clock, bandwidth: .following(clock))
            let second = first.served(
                by: Services(repository: repository, bandwidth: .following(clock), logger: .quiet))
            let worlds = [first, second].map { APIWorld(fleet: $0, responder: APIResponder(services: $0.services)) }
            let downloads = try await LargeDownload.prepare(4, in: worlds[0])
            try await Self.limit(downloads[0], to: Self.budget)
            try await withLiveServer(over: worlds[0], api: Self.hasty) { one in
                try await withLiveServer(over: worlds[1], api: Self.hasty) { two in
                    let time = Flow(clock: clock, servers: [first.services, second.services])
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { try await time.pass() }
                        for (index, download) in downloads.enumerated() {
                            let server = index.isMultiple(of: 2) ? 0 : 1
                            group.addTask { try await time.load(download, from: [one, two][server], server) }
                        }
                        // Once both have a part of it, more than a minute of it is looked at.
                        try await until { clock.now - .example >= .seconds(90) }
                        let shared = time.most(in: .seconds(60), from: .zero)
                        #expect(shared <= 60 * Self.budget * 11 / 10)
                        #expect(shared >= 60 * Self.budget / 2, "\(shared)")

                        // It hangs: its devices go on to ask for bytes, and get none once the other one may have its part.
                        time.hang(server: 1)
                        let end = clock.now - .example
                        try await until { time.bytes(of: 0, in: .seconds(20)) > 20 * Self.budget * 3 / 4 }
                        try await until { clock.now - .example >= end + .seconds(70) }
                        #expect(time.most(in: .seconds(60), from: .zero) <= 60 * Self.budget * 11 / 10)
                        #expect(time.bytes(of: 1, since: end + .seconds(30)) == 0)
                        time.end()
                        try await group.waitForAll()
                    }
                }
            }
        }
    }

    @Test(arguments: [DownloadStop.batchPaused, .sessionCancelled, .tokenRevoked])
    func `a download that waits for its turn is cut by a stop all the same`(stop: DownloadStop) async throws {
        var settings = Self.hasty
        settings.downloadWatch = .milliseconds(10)
        try await withLimited(to: 1_000, settings) { world, download, server in
            let clock = world.fleet.clock
            let begun = clock.now
            let connection = try await Self.open(download, on: server)
            let seconds = (clock.now - begun).components.seconds + 1
            try await stop.carryOut(on: download)
            try await connection.waitUntilCut()
            // What the budget gave until then, at most.
            #expect(try await connection.readToEnd() <= 1_000 * Int(seconds))
        }
    }

    @Test func `a download that the budget makes slow does not fail by its deadline`() async throws {
        var settings = Self.hasty
        settings.downloadWatch = .milliseconds(10)
        try await withLimited(to: 1_000, settings) { world, download, server in
            let fleet = world.fleet
            let connection = try await Self.open(download, on: server)
            let begun = fleet.clock.now
            let heartbeat = WorkerHeartbeat(services: fleet.services, worker: "worker-1")
            while fleet.clock.now < begun + .seconds(1_500) {
                fleet.clock.advance(by: .seconds(5))
                _ = try await heartbeat.step()
                guard (fleet.clock.now - begun) >= .seconds(60) else { continue }
                try await until(every: .milliseconds(1)) {
                    let heardAt = try await fleet.session(download.session).lastHeardAt
                    return fleet.clock.now - heardAt < .seconds(65)
                }
            }
            _ = try await fleet.sweep.step()
            let session = try await fleet.session(download.session)
            #expect(session.updateStatus == .downloading)
            try await DownloadStop.batchPaused.carryOut(on: download)
            let count = try await connection.readToEnd()
            #expect(count > 2_000 && count < 1_600_000, "\(count)")
        }
    }

    @Test func `a budget that changes counts for downloads that are open, and one that is taken away no longer`()
        async throws
    {
        var settings = Self.hasty
        settings.downloadWatch = .milliseconds(10)
        try await withLimited(to: 1_000, settings) { world, download, server in
            let connection = try await Self.open(download, on: server)
            try await Self.limit(download, to: nil)
            // Four MiB would take more than an hour of it; nothing moves the clock here.
            #expect(try await connection.readToEnd(of: LargeDownload.size - 64 << 10) >= LargeDownload.size - 64 << 10)
        }
    }

    @Test func `a server without a part of the budget tells devices to come back`() async throws {
        try await withLimited(to: 1_000, Self.hasty, isWorking: false) { world, download, server in
            let connection = try await server.connect()
            async let answer: String = {
                try await connection.send(
                    "GET \(download.path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(download.token)\r\n\r\n")
                return try await connection.read(until: "\r\n\r\n")
            }()
            try await until(every: .milliseconds(10)) {
                world.fleet.clock.advance(by: .seconds(1))
                return world.fleet.clock.now >= .example + .seconds(60)
            }
            let head = try await answer
            #expect(head.hasPrefix("HTTP/1.1 503 "), "\(head)")
            #expect(head.lowercased().contains("retry-after: 10"), "\(head)")
        }
    }

    /// What is left of downloads does not wait for a clock that stands still.
    private static var hasty: APISettings {
        var settings = APISettings()
        settings.stoppingPatience = .milliseconds(100)
        return settings
    }

    private static func limit(_ download: LargeDownload, to bytesPerSecond: Int?) async throws {
        let fleet = download.world.fleet
        let rollout = try await fleet.batch(download.batch).rolloutID
        try await fleet.services.repository.write { try $0.setBandwidth(of: rollout, to: bytesPerSecond) }
    }

    /// With its first bytes, for which the clock has to move, and the server to stay alive.
    private static func open(_ download: LargeDownload, on server: LiveServer) async throws -> RawConnection {
        let fleet = download.world.fleet
        let heartbeat = WorkerHeartbeat(services: fleet.services, worker: "worker-1")
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    fleet.clock.advance(by: .milliseconds(100))
                    _ = try await heartbeat.step()
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
            defer { group.cancelAll() }
            return try await download.open(on: server)
        }
    }

    /// One large download through one server, whose part of the budget is the whole.
    private func withLimited(
        to bytesPerSecond: Int, _ api: APISettings, isWorking: Bool = true,
        _ body: @escaping @Sendable (APIWorld, LargeDownload, LiveServer) async throws -> Void
    ) async throws {
        try await withRepository { repository, clock in
            var settings = ServiceSettings()
            settings.deadlines.downloading = .seconds(600)
            let fleet = try await makeFleet(
                of: 1, in: repository, clock: clock, settings: settings, bandwidth: .following(clock))
            let world = APIWorld(fleet: fleet, responder: APIResponder(services: fleet.services, settings: api))
            let download = try await LargeDownload.prepare(in: world)
            try await Self.limit(download, to: bytesPerSecond)
            if isWorking { _ = try await WorkerHeartbeat(services: fleet.services, worker: "worker-1").step() }
            try await withLiveServer(over: world, api: api) { try await body(world, download, $0) }
        }
    }
}

/// The time of a test, in which servers have their heartbeats, and what is read in it.
private final class Flow: Sendable {
    private struct State {
        var isOver = false
        var hanging: Set<Int> = []
        var connections: [RawConnection] = []
        var read: [(at: Duration, server: Int, count: Int)] = []
    }

    private let clock: TestClock
    private let heartbeats: [WorkerHeartbeat]
    private let state = Mutex(State())

    init(clock: TestClock, servers: [Services]) {
        self.clock = clock
        heartbeats = servers.enumerated().map { WorkerHeartbeat(services: $1, worker: "server-\($0)") }
    }

    private var time: Duration { clock.now - .example }
    private var isOver: Bool { state.withLock { $0.isOver } }

    /// Ten times as fast as outside.
    func pass() async throws {
        var beat = Duration.zero
        while !isOver {
            if time >= beat {
                let hanging = state.withLock { $0.hanging }
                for (index, heartbeat) in heartbeats.enumerated() where !hanging.contains(index) {
                    _ = try await heartbeat.step()
                }
                beat += .seconds(5)
            }
            clock.advance(by: .milliseconds(100))
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Loads it again and again.
    func load(_ download: LargeDownload, from server: LiveServer, _ number: Int) async throws {
        while !isOver {
            let connection = try await server.connect()
            state.withLock { $0.connections.append(connection) }
            try await connection.send(
                "GET \(download.path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(download.token)\r\n\r\n")
            guard try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 200 ") else { continue }
            var count = 0
            while count < LargeDownload.size {
                let bytes = try await connection.read()
                if bytes.isEmpty { break }
                count += bytes.count
                let entry = (at: time, server: number, count: bytes.count)
                state.withLock { $0.read.append(entry) }
            }
        }
    }

    /// It has no heartbeat any more.
    func hang(server: Int) { state.withLock { _ = $0.hanging.insert(server) } }

    func end() {
        let connections = state.withLock { state in
            state.isOver = true
            return state.connections
        }
        for connection in connections { connection.drop() }
    }

    /// The most that was read in so much time.
    func most(in span: Duration, from start: Duration) -> Int {
        let read = state.withLock { $0.read }.filter { $0.at >= start }
        var (sum, most, first) = (0, 0, 0)
        for entry in read {
            sum += entry.count
            while read[first].at <= entry.at - span {
                sum -= read[first].count
                first += 1
            }
            most = max(most, sum)
        }
        return most
    }

    /// What was read from a server in the latest time.
    func bytes(of server: Int, in span: Duration) -> Int { bytes(of: server, since: time - span) }

    func bytes(of server: Int, since start: Duration) -> Int {
        state.withLock { state in
            state.read.reduce(0) { $0 + ($1.server == server && $1.at >= start ? $1.count : 0) }
        }
    }
}
