import Logging
import ServiceLifecycle
import SlipwayCore
import Synchronization
import TestSupport
import Testing

@testable import SlipwayServices

@Suite struct BackgroundLoopTests {
    @Test func `work goes on at once, and idleness makes a pause`() async {
        let results = Mutex([true, true, false, true, false])
        let pauses = await pauses { results.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
        #expect(pauses == [.seconds(7), .seconds(7)])
    }

    @Test func `failures are retried later and later, and a success starts over`() async {
        let steps = Mutex(0)
        let pauses = await pauses {
            switch steps.withLock({ count in
                count += 1
                return count
            }) {
            case 1...6: throw SlipwayError.batchNotFound("1")
            case 7: return false
            case 8: throw SlipwayError.batchNotFound("2")
            default: return nil
            }
        }
        #expect(pauses == [1, 2, 5, 10, 30, 30, 7, 1].map { .seconds($0) })
    }

    @Test func `a database that is away is asked every few seconds`() async {
        let steps = Mutex(0)
        let pauses = await pauses {
            let step = steps.withLock { count in
                count += 1
                return count
            }
            if step <= 6 { throw SlipwayError.databaseUnavailable("away") }
            return nil
        }
        #expect(pauses == [1, 2, 5, 5, 5, 5].map { .seconds($0) })
    }

    @Test func `what the database fails is told once for all loops, and told again when the last works again`() {
        let log = OutageLog()
        #expect(log.begin(.databaseUnavailable("lost"), of: "a"))
        #expect(!log.begin(.databaseUnavailable("starting"), of: "b"))
        #expect(!log.begin(.databaseUnavailable("starting"), of: "a"))
        #expect(log.begin(.databaseFull, of: "a"))
        #expect(!log.end(of: "c"))
        #expect(!log.end(of: "a"))
        #expect(log.end(of: "b"))
        #expect(!log.end(of: "b"))
        #expect(log.begin(.databaseUnavailable("lost"), of: "a"))
    }

    @Test func `a loss that the repository tells is told by nobody else`() {
        let log = OutageLog(isLossToldElsewhere: true)
        #expect(!log.begin(.databaseUnavailable("lost"), of: "a"))
        #expect(!log.end(of: "a"))
        #expect(log.begin(.databaseReadOnly, of: "a"))
        #expect(log.end(of: "a"))
    }

    @Test(.timeLimit(.minutes(5))) func `a worker is seen, and gone after an orderly shutdown`() async throws {
        try await withFleet(devices: 0) { fleet in
            let heartbeat = WorkerHeartbeat(services: fleet.services, worker: "worker-1")
            _ = try await heartbeat.step()
            let idle = try await fleet.updates.home(as: fleet.ada, endedLimit: 10)
            #expect(idle.service.workerAlive)
            fleet.clock.advance(by: .seconds(15))
            let late = try await fleet.updates.home(as: fleet.ada, endedLimit: 10)
            #expect(!late.service.workerAlive)

            let group = ServiceGroup(
                services: BackgroundLoops.all(
                    services: fleet.services, worker: "worker-1", kind: .serve, logger: Logger(label: "test")),
                logger: Logger(label: "test"))
            async let running: Void = group.run()
            try await until { try await fleet.updates.home(as: fleet.ada, endedLimit: 10).service.workerAlive }
            await group.triggerGracefulShutdown()
            try await running
            #expect(try await fleet.services.repository.read { try $0.workers(limit: 1) }.isEmpty)
        }
    }

    /// The pauses that a loop makes until `step` returns nothing.
    private func pauses(_ step: @escaping @Sendable () throws -> Bool?) async -> [Duration] {
        let pauses = Mutex<[Duration]>([])
        let loop = BackgroundLoop(
            name: .deadlineSweep, pause: .seconds(7), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            outages: OutageLog(), figures: BackgroundFigures(),
            sleep: { duration in pauses.withLock { $0.append(duration) } })
        await withTaskGroup { group in
            group.addTask {
                await loop.run {
                    guard let result = try step() else {
                        withUnsafeCurrentTask { $0?.cancel() }
                        throw CancellationError()
                    }
                    return result
                }
            }
            await group.waitForAll()
        }
        return pauses.withLock { $0 }
    }
}
