import Foundation
import Logging
import SlipwayCore
import SlipwayServices
import Synchronization
import TestSupport

@testable import PostgresRepository

/// Three servers and the devices of several organizations on one database, while connections and the whole server die
/// at random moments; what was answered is kept, to be held against what is there afterwards.
final class TortureRun: Sendable {
    struct Answers: Sendable {
        var batches: Set<UpdateBatch.ID> = []
        var completed: Set<SessionID> = []
        /// How often somebody was told that the database was away.
        var refusals = 0
    }

    private let database: PostgresDatabase
    private let servers: [Services]
    private let groups: [[Device]]
    private let release: FirmwareRelease
    private let collected = Mutex(Answers())
    private let isKilling = Atomic(true)
    private let isOver = Atomic(false)

    init(on database: PostgresDatabase, groups count: Int, devices: Int) async throws {
        var limits = PostgresLimits()
        limits.connections = 4
        limits.connecting = .seconds(2)
        limits.answering = .seconds(10)
        let location = try database.location()
        let repositories = (0..<3).map { _ in PostgresRepository(location, limits: limits, logger: .quiet) }
        servers = repositories.map { Services(repository: $0, logger: .quiet) }
        let fleet = try await makeFleet(of: count * devices, in: repositories[0], clock: TestClock())
        groups = (0..<count).map { Array(fleet.devices[($0 * devices)..<(($0 + 1) * devices)]) }
        release = fleet.release
        self.database = database
    }

    var answers: Answers { collected.withLock { $0 } }

    /// - Parameters:
    ///   - kills: of single connections.
    ///   - crashes: of the whole server, spread among them.
    func run(kills: Int, crashes: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.kill(kills, crashes: crashes) }
            for server in servers { group.addTask { await self.work(server) } }
            for devices in groups.flatMap({ $0 }).chunks(of: 10) { group.addTask { await self.live(devices) } }
            try await withThrowingTaskGroup(of: Void.self) { operators in
                for devices in groups { operators.addTask { try await self.operate(on: devices) } }
                try await operators.waitForAll()
            }
            isOver.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
    }

    private func kill(_ kills: Int, crashes: Int) async throws {
        let console = PostgresConsole(database.server.connectionInfo(database: "postgres"))
        for number in 1...kills {
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...250)))
            if number % (kills / crashes) == 0 {
                try await database.server.happen(.crash)
                await console.disconnect()
                try await database.server.happen(.start)
            } else {
                try await console.run(
                    """
                    SELECT pg_terminate_backend(pid)
                    FROM pg_stat_activity
                    WHERE datname = '\(database.name)'
                    ORDER BY random()
                    LIMIT 1
                    """)
            }
        }
        isKilling.store(false, ordering: .relaxed)
    }

    /// Batches one after the other, of which some are paused, resumed or cancelled.
    private func operate(on devices: [Device]) async throws {
        let ada = Principal.operator("ada")
        repeat {
            let request = BatchRequest(
                name: "batch", firmware: .id(release.id), target: .devices(ids: devices.map(\.id), uids: []),
                requestID: UUID().uuidString)
            let batch = try await untilAnswered { try await $0.updates.createBatch(request, as: ada).batch.id }
            collected.withLock { _ = $0.batches.insert(batch) }
            switch Int.random(in: 0..<4) {
            case 0: _ = try? await anyServer.updates.pauseBatch(batch, as: ada)
            case 1: _ = try? await anyServer.updates.cancelBatch(batch, reason: "a test", as: ada)
            default: break
            }
            while true {
                let state = try await untilAnswered { try await $0.updates.batch(batch, as: ada).status }
                if state.isFinal { break }
                // Whoever did not hear of a pause may find it much later: the server went on with it.
                if state == .paused { _ = try? await anyServer.updates.resumeBatch(batch, as: ada) }
                try await Task.sleep(for: .milliseconds(50))
            }
        } while isKilling.load(ordering: .relaxed)
    }

    private func work(_ server: Services) async {
        let processor = BatchProcessor(services: server, worker: UUID().uuidString)
        while !isOver.load(ordering: .relaxed), !Task.isCancelled {
            if await (try? processor.step()) != true { try? await Task.sleep(for: .milliseconds(50)) }
        }
    }

    /// Devices that go as far as they are let.
    private func live(_ devices: [Device]) async {
        while !isOver.load(ordering: .relaxed), !Task.isCancelled {
            for device in devices { await step(device) }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func step(_ device: Device) async {
        let server = anyServer
        let (principal, release) = (Principal.device(device.deviceUID), release)
        do {
            let context = try await server.repository.read { try $0.checkContext(uid: device.deviceUID) }
            guard let session = context?.openSession?.session else { return }
            let id = session.sessionID
            switch session.updateStatus {
            case .initiated: _ = try await server.updates.acknowledge(id, as: principal)
            case .acknowledged: _ = try await server.updates.readBytes(id, offset: 0, size: 10, as: principal)
            case .downloading: _ = try await server.updates.flashed(id, as: principal)
            case .flashed:
                _ = try await server.updates.complete(id, checksum: release.checksum, as: principal)
                collected.withLock { _ = $0.completed.insert(id) }
            case .completed, .failed, .cancelled: break
            }
        } catch {
            if case .databaseUnavailable? = error as? SlipwayError { collected.withLock { $0.refusals += 1 } }
        }
    }

    private var anyServer: Services { servers[Int.random(in: servers.indices)] }

    /// As whoever sends a request again until somebody says what came of it.
    private func untilAnswered<Value: Sendable>(_ body: (Services) async throws -> Value) async throws -> Value {
        while true {
            do {
                return try await body(anyServer)
            } catch SlipwayError.databaseUnavailable {
                collected.withLock { $0.refusals += 1 }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}

extension Array {
    fileprivate func chunks(of size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
