import Foundation
import GRDB
import SlipwayCore
import Synchronization
import TestSupport
import Testing

@testable import SQLiteRepository

/// No list is sorted, and none walks over a table: every statement searches or walks an index in its own order.
@Suite struct ListPlanTests {
    private static let deviceLines = [
        "", "organization=acme", "firmware=1.0.0", "organization=acme and firmware=1.0.0", "seen<1d",
        "seen>1d and seen<9d",
        "gw", "gw and organization=acme", "hardware=rev-a and status!=failed",
    ]
    private static let sessionLines = [
        "", "batch=1", "device=dev-001", "status=failed", "status=failed and reason=no_report",
    ]
    private static let eventLines = ["", "batch=1", "device=dev-001", "organization=acme", "kind=batch_created"]

    @Test(arguments: DeviceOrder.allCases)
    func `devices`(order: DeviceOrder) async throws {
        try await Self.expectWalks(lines: Self.deviceLines) { transaction, line, scope, isReversed in
            let query = DeviceQuery(
                filter: try Filter(line, of: DeviceOrder.self), order: order, isReversed: isReversed)
            _ = try transaction.count(of: query, in: scope)
            return { try transaction.page(of: query, in: scope, at: $0, limit: 1).continuation }
        }
    }

    @Test func `sessions`() async throws {
        try await Self.expectWalks(lines: Self.sessionLines) { transaction, line, scope, isReversed in
            let query = SessionQuery(filter: try Filter(line, of: SessionOrder.self), isReversed: isReversed)
            _ = try transaction.count(of: query, in: scope)
            return { try transaction.page(of: query, in: scope, at: $0, limit: 1).continuation }
        }
    }

    @Test func `batches`() async throws {
        try await Self.expectWalks(lines: ["", "spring", "status=failed"]) { transaction, line, scope, isReversed in
            let query = BatchQuery(filter: try Filter(line, of: BatchOrder.self), isReversed: isReversed)
            _ = try transaction.count(of: query, in: scope)
            return { try transaction.page(of: query, in: scope, at: $0, limit: 1).continuation }
        }
    }

    @Test func `events`() async throws {
        try await Self.expectWalks(lines: Self.eventLines) { transaction, line, scope, isReversed in
            let query = EventQuery(filter: try Filter(line, of: EventOrder.self), isReversed: isReversed)
            _ = try transaction.count(of: query, in: scope)
            return { try transaction.page(of: query, in: scope, at: $0, limit: 1).continuation }
        }
    }

    @Test func `organizations`() async throws {
        try await Self.expectWalks(lines: ["", "a", "halted=yes"]) { transaction, line, scope, isReversed in
            let query = OrganizationQuery(filter: try Filter(line, of: OrganizationOrder.self), isReversed: isReversed)
            _ = try transaction.count(of: query, in: scope)
            return { try transaction.page(of: query, in: scope, at: $0, limit: 1).continuation }
        }
    }

    @Test(arguments: FirmwareOrder.allCases)
    func `releases`(order: FirmwareOrder) async throws {
        try await Self.expectWalks(lines: ["", "channel=beta", "2.0"]) { transaction, line, scope, isReversed in
            let query = FirmwareQuery(
                filter: try Filter(line, of: FirmwareOrder.self), order: order, isReversed: isReversed)
            _ = try transaction.count(of: query, in: scope)
            return { try transaction.page(of: query, in: scope, at: $0, limit: 1).continuation }
        }
    }

    /// Runs a list from both ends and around an anchor, in every scope, and asks SQLite how it did.
    ///
    /// - Parameter list: counts, and gives what reads one page and says where it goes on.
    private static func expectWalks(
        lines: [String],
        list:
            @escaping @Sendable (
                SQLiteTransaction, _ line: String, OrganizationScope, _ isReversed: Bool
            ) throws -> (PagePosition<ListAnchor>) throws -> ListAnchor?
    ) async throws {
        try await withRepository { repository, clock in
            let world = DatabaseWorld(repository, clock: clock)
            let started = try await world.startedBatch()
            try await fill(world, started)
            let now = clock.now
            let statements = Mutex<Set<String>>([])
            try await repository.database.write { connection in
                connection.trace { event in
                    guard case .statement(let statement) = event else { return }
                    statements.withLock { _ = $0.insert(statement.sql) }
                }
                let transaction = SQLiteTransaction(connection: connection, now: now)
                for (line, isReversed) in lines.flatMap({ [($0, false), ($0, true)] }) {
                    for scope in [OrganizationScope.all, .one(started.organization.id)] {
                        let page = try list(transaction, line, scope, isReversed)
                        if let anchor = try page(.first) { _ = try page(.after(anchor)) }
                        if let anchor = try page(.last) { _ = try page(.before(anchor)) }
                    }
                }
                connection.trace(nil)
            }
            for statement in statements.withLock({ $0 }) where !statement.hasPrefix("--") {
                let plan = try await plan(of: statement, in: repository)
                #expect(!plan.isEmpty)
                #expect(
                    !plan.contains { $0.contains("TEMP B-TREE") || $0.contains("AUTOMATIC") }, "\(plan) of \(statement)"
                )
                let walks = plan.filter { $0.hasPrefix("SCAN") }
                let subqueries = plan.compactMap { step in
                    let words = step.split(separator: " ", maxSplits: 1)
                    return ["CO-ROUTINE", "MATERIALIZE"].contains(words[0]) ? "SCAN \(words[1])" : nil
                }
                let areBounded = walks.allSatisfy { step in
                    // Over an index in its order up to a limit; over what a subquery has found; or over organizations,
                    // whose devices are counted with them.
                    step.contains(" USING ") || subqueries.contains(step) || step == "SCAN o"
                }
                #expect(areBounded, "\(plan) of \(statement)")
                #expect(Self.seeks(statement, plan), "\(plan) of \(statement)")
            }
        }
    }

    /// Whether a page that starts somewhere starts there, and does not walk to it.
    private static func seeks(_ statement: String, _ plan: [String]) -> Bool {
        guard let order = statement.range(of: "\nORDER BY"), let start = plan.first,
            let condition = statement[..<order.lowerBound].range(of: "\nWHERE ", options: .backwards)
        else { return true }
        let range = statement[condition.upperBound..<order.lowerBound]
        // A key of two columns is sought as a whole.
        if range.contains(", ") { return start.contains(")>(?,?)") || start.contains(")<(?,?)") }
        return !range.contains("$") || start.hasPrefix("SEARCH")
    }

    private static func plan(of statement: String, in repository: SQLiteRepository) async throws -> [String] {
        try await repository.database.read { connection in
            let explanation = try connection.makeStatement(sql: "EXPLAIN QUERY PLAN " + statement)
            explanation.setUncheckedArguments([])
            return try Row.fetchAll(explanation).map { $0[3] as String }
        }
    }

    /// So that every list has a second page to go on with.
    private static func fill(_ world: DatabaseWorld, _ started: StartedBatch) async throws {
        try await world.write { transaction in
            for session in started.sessions.prefix(2) {
                try transaction.step(session, to: .failed, reason: .noReport, failure: "silent")
            }
            for version in ["2.0.1", "2.0.2", "2.0.3"] {
                try transaction.insertRelease(version: version, channel: .beta)
            }
            for name in ["a1", "a2"] { try transaction.insertOrganization(name: name, halted: true) }
            try transaction.insertDevices(3, in: started.organization.id, prefix: "gw")
            for device in started.devices.prefix(2) {
                let subject = EventSubject(
                    organizationID: started.organization.id, deviceID: device.id, batchID: started.batch.id)
                try transaction.append([.example(on: subject), .example(on: subject)])
            }
        }
    }
}
