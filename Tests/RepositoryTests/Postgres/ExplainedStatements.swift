import Foundation
import Logging
import Synchronization

@testable import PostgresRepository

/// What the server itself says of the statements that it carries out, those of triggers too.
final class ExplainedStatements: Sendable {
    struct Statement: Sendable {
        let sql: String
        /// Pages touched, of 8 KiB.
        let buffers: Int
        /// The tables that it read from their beginning to their end.
        let scannedTables: Set<String>
        /// Whether it changes anything.
        let isWriting: Bool

        /// Whether it is the first of a transaction, and asks for nothing but the time.
        var isBeginning: Bool { sql == TransactionKind.instant.sql }
    }

    private let collected = Mutex([Statement]())

    /// For the connection that is to be explained; with `SET auto_explain.log_nested_statements = off` afterwards it says
    /// nothing of triggers.
    static let settings = """
        LOAD 'auto_explain';
        SET auto_explain.log_min_duration = 0;
        SET auto_explain.log_analyze = on;
        SET auto_explain.log_buffers = on;
        SET auto_explain.log_timing = off;
        SET auto_explain.log_nested_statements = on;
        SET auto_explain.log_format = json;
        SET client_min_messages = log
        """

    var logger: Logger {
        var logger = Logger(label: "explained") { _ in Handler(statements: self) }
        logger.logLevel = .debug
        return logger
    }

    /// All since the last time.
    func take() -> [Statement] {
        collected.withLock { statements in
            defer { statements = [] }
            return statements
        }
    }

    private func add(_ message: String) {
        guard let start = message.firstIndex(of: "{"),
            let root = try? JSONSerialization.jsonObject(with: Data(message[start...].utf8)) as? [String: Any],
            let plan = root["Plan"] as? [String: Any]
        else { return }
        let nodes = Self.nodes(of: plan)
        let scans = nodes.filter { $0["Node Type"] as? String == "Seq Scan" }
        let statement = Statement(
            sql: root["Query Text"] as? String ?? "", buffers: Self.buffers(of: plan),
            scannedTables: Set(scans.compactMap { $0["Relation Name"] as? String }),
            isWriting: nodes.contains { $0["Node Type"] as? String == "ModifyTable" })
        collected.withLock { $0.append(statement) }
    }

    /// The figure of a plan is that of its answer. Changes in a WITH on which the answer does not depend are carried out
    /// afterwards, and have figures of their own.
    private static func buffers(of plan: [String: Any]) -> Int {
        let parts = plan["Plans"] as? [[String: Any]] ?? []
        let named = parts.compactMap { part in
            (part["Subplan Name"] as? String).flatMap { name in
                name.hasPrefix("CTE ") ? (String(name.dropFirst(4)), part) : nil
            }
        }
        let known = Dictionary(named) { first, _ in first }
        var answer = plan
        answer["Plans"] = parts.filter { !(($0["Subplan Name"] as? String)?.hasPrefix("CTE ") ?? false) }
        var reached: Set<String> = []
        var waiting = [answer]
        while let next = waiting.popLast() {
            let names = nodes(of: next).compactMap { $0["CTE Name"] as? String }
            waiting += names.filter { reached.insert($0).inserted }.compactMap { known[$0] }
        }
        let rest = named.filter { !reached.contains($0.0) && $0.1["Node Type"] as? String == "ModifyTable" }
        return ([plan] + rest.map(\.1)).reduce(0) { sum, node in
            ["Shared Hit Blocks", "Shared Read Blocks"].reduce(sum) { $0 + (node[$1] as? Int ?? 0) }
        }
    }

    private static func nodes(of plan: [String: Any]) -> [[String: Any]] {
        let parts = plan["Plans"] as? [[String: Any]] ?? []
        return [plan] + parts.flatMap(nodes)
    }

    private struct Handler: LogHandler {
        let statements: ExplainedStatements
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { statements.add("\(event.message)") }
    }
}
