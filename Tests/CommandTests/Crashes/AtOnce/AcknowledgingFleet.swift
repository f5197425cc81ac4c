import DeviceSimulator
import Foundation
import GRDB
import SlipwayCore
import SlipwayServices
import TestSupport
import Testing

/// A fleet in a file whose devices acknowledge over HTTP, many at once, until their server is gone; what was answered is
/// then held against the file.
struct AcknowledgingFleet {
    /// How many acknowledge at once.
    static let width = 32
    private static let deviceCount = 500

    private struct Offer {
        let session: SessionID
        let deviceUID: String
    }

    let base: CrashedFleet
    /// Sessions that were answered to be acknowledged, and are not in the file.
    private(set) var forgotten: [SessionID] = []
    private(set) var answerCount = 0
    private var offers: [Offer] = []
    private var batch: UpdateBatch.ID?

    static func with(_ body: (inout AcknowledgingFleet) async throws -> Void) async throws {
        try await CrashedFleet.with(deviceCount: deviceCount) { base in
            var fleet = AcknowledgingFleet(base: base)
            try await body(&fleet)
        }
    }

    private init(base: CrashedFleet) { self.base = base }

    /// - Parameters:
    ///   - count: of answers, after which the server is killed.
    ///   - kill: after which nothing answers any more.
    mutating func acknowledge(at port: Int, _ count: Int, then kill: () async throws -> Void) async throws {
        try await ensureOffers(count + 2 * Self.width)
        let taken = Array(offers.suffix(count + 2 * Self.width))
        offers.removeLast(taken.count)
        let link = ServerLink(ServerAddress(host: "127.0.0.1", port: port), tokens: base.tokens, seed: 1)
        let (answers, continuation) = AsyncStream.makeStream(of: SessionID.self)
        async let ended: Void = Self.acknowledge(taken, over: link, telling: continuation)
        var answered: Set<SessionID> = []
        for await session in answers {
            answered.insert(session)
            if answered.count == count { try await kill() }
        }
        try await ended
        try #require(answered.count >= count, "the server had gone before it was killed")
        answerCount += answered.count
        forgotten += answered.subtracting(try acknowledgedInFile())
    }

    /// Ends when all that were offered have been taken up, or nothing answers any more.
    private static func acknowledge(
        _ offers: [Offer], over link: ServerLink, telling answers: AsyncStream<SessionID>.Continuation
    ) async throws {
        defer { answers.finish() }
        try await withThrowingTaskGroup(of: Void.self) { devices in
            for first in 0..<width {
                let own = stride(from: first, to: offers.count, by: width).map { offers[$0] }
                devices.addTask {
                    for offer in own {
                        let answer = try await link.answer(to: .acknowledge(offer.session), of: offer.deviceUID)
                        guard answer == .accepted else { return }
                        answers.yield(offer.session)
                    }
                }
            }
            try await devices.waitForAll()
        }
    }

    /// What a process finds that has the file and its journal alone, and nothing that the dead server shared in memory.
    private func acknowledgedInFile() throws -> Set<SessionID> {
        let copy = base.path + "-copy"
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: copy + suffix)
            if suffix != "-shm" {
                try FileManager.default.copyItem(atPath: base.path + suffix, toPath: copy + suffix)
            }
        }
        return try DatabaseQueue.patient(path: copy).read { connection in
            let told = try String.fetchSet(
                connection, sql: "SELECT session_id FROM events WHERE kind = 'session_acknowledged'")
            let moved = try String.fetchSet(
                connection, sql: "SELECT session_id FROM update_sessions WHERE update_status = 'acknowledged'")
            return Set(told.intersection(moved).compactMap { SessionID($0) })
        }
    }

    /// Where too few sessions are left, the batch makes room for another one of the same devices.
    private mutating func ensureOffers(_ count: Int) async throws {
        guard offers.count < count else { return }
        let (services, actor) = (base.services, base.operatorPrincipal)
        if let batch { _ = try await services.updates.cancelBatch(batch, reason: "the next one", as: actor) }
        let request = BatchRequest(
            name: "at once", firmware: .version("2.0.0"), target: .organization("acme"),
            maximumInFlight: Self.deviceCount)
        let created = try await services.updates.createBatch(request, as: actor).batch.id
        let processor = BatchProcessor(services: services, worker: "test")
        while try await processor.step() {}
        let rows = try await services.updates.batchDevices(created, as: actor, at: .first, limit: Self.deviceCount)
        offers = rows.compactMap { row in
            row.session.map { Offer(session: $0.sessionID, deviceUID: row.deviceUID) }
        }
        try #require(offers.count == Self.deviceCount)
        batch = created
    }
}
