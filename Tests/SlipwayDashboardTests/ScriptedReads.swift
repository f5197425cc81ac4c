import SlipwayCore
import SlipwayServices
import Synchronization
import TerminalUI

@testable import SlipwayDashboard

/// What the database would say, changed by the test between two polls.
final class ScriptedReads: Sendable {
    struct Script: Sendable {
        var home = HomeView.example([])
        var live: BatchLiveView?
        var explanation = RolloutExplanation()
        var devices: [BatchDeviceRow] = []
        var error: SlipwayError?
        var mark = "1"
        var clock: ClockTrouble?
        var halts: [StandingHalt] = []
        var milliseconds: Int64 = 0
        var asked: [String] = []
    }

    private let script: Mutex<Script>

    init(_ change: (inout Script) -> Void = { _ in }) {
        var script = Script()
        change(&script)
        self.script = Mutex(script)
    }

    var asked: [String] { script.withLock { $0.asked } }

    func change(_ body: (inout Script) -> Void) { script.withLock { body(&$0) } }

    var reads: DashboardReads {
        DashboardReads(
            mark: { try self.answer("mark") { ChangeMark($0.mark) } },
            home: { try self.answer("home") { $0.home } },
            rollout: { id in try self.answer("rollout") { _ in throw SlipwayError.rolloutNotFound(id.description) } },
            explanation: { _ in try self.answer("explanation") { $0.explanation } },
            live: { id in
                try self.answer("live") { script in
                    guard let live = script.live else { throw SlipwayError.batchNotFound(id.description) }
                    return live
                }
            },
            devices: { _, _, position in
                try self.answer("devices") { Self.page($0.devices, at: position, limit: DashboardReads.pageLimit) }
            },
            deviceList: list(), organizationList: list(), firmwareList: list(), sessionList: list(), eventList: list(),
            tokenList: list(),
            history: { uid in try self.answer("history") { _ in throw SlipwayError.deviceNotFound(uid) } },
            batchList: list(), clock: { self.script.withLock { $0.clock } },
            halts: { self.script.withLock { $0.halts } },
            milliseconds: { self.script.withLock { $0.milliseconds } })
    }

    func application(isReadOnly: Bool = false, organization: SafeText = "acme") -> Application {
        DashboardApplication.make(
            reads: reads, acts: .readOnly, log: LogBook { .example },
            header: HeaderState(
                organization: organization, viewer: isReadOnly ? .readOnly : .named("oncall"), pollInterval: 1_000))
    }

    /// An empty list, or what is wrong with the database.
    private func list<Order, Row>() -> ListReads<Order, Row> {
        ListReads(
            view: { _, _, _ in
                try self.answer("list") { script in
                    ListView(
                        mark: ChangeMark(script.mark), page: ListPage(entries: [], continuation: nil, scanned: 0),
                        count: .exactly(0))
                }
            },
            page: { _, _, _ in
                try self.answer("list") { _ in ListPage(entries: [], continuation: nil, scanned: 0) }
            },
            count: { _ in try self.answer("count") { _ in .exactly(0) } })
    }

    private func answer<Value>(_ question: String, _ body: (Script) throws -> Value) throws -> Value {
        try script.withLock { script in
            script.asked.append(question)
            if let error = script.error { throw error }
            return try body(script)
        }
    }

    private static func page(
        _ rows: [BatchDeviceRow], at position: PagePosition<UpdateBatchDevice.ID>, limit: Int
    ) -> [BatchDeviceRow] {
        switch position {
        case .first: Array(rows.prefix(limit))
        case .after(let id): Array(rows.filter { $0.batchDevice.id > id }.prefix(limit))
        case .before(let id): Array(rows.filter { $0.batchDevice.id < id }.suffix(limit))
        case .last: Array(rows.suffix(limit))
        }
    }
}

/// A started robot at the home screen, or after Enter in the first rollout's batch.
func startedRobot(
    _ reads: ScriptedReads, columns: Int = 80, rows: Int = 24, isReadOnly: Bool = false, opensBatch: Bool = false
) async -> Robot {
    var robot = Robot(
        reads.application(isReadOnly: isReadOnly), size: Size(columns: columns, rows: rows), glyphs: .ascii)
    await robot.start()
    if opensBatch { await robot.press(.enter) }
    return robot
}

extension DashboardActs {
    static let readOnly = DashboardActs(services: nil, principal: .operator("oncall"))
}
