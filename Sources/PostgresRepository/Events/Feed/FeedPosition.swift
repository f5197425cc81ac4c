import Foundation
import SQLStorage
import SlipwayCore

/// Which events a reader has: in terms of the transactions that wrote them, since these become visible as a whole, and
/// in another order than that of any number in their rows.
///
/// It holds on the primary and on every standby, also one that lags behind: what was delivered stays delivered, wherever
/// the next page comes from.
struct FeedPosition: Hashable, Codable {
    /// One row of the index that events are followed by.
    struct Row: Hashable, Codable, Comparable {
        var transaction: Int64
        var id: Int64

        static func < (left: Row, right: Row) -> Bool {
            (left.transaction, left.id) < (right.transaction, right.id)
        }
    }

    /// Which transactions were running after the latest page, as a standby tells it: too late for that page, and in
    /// time for the next one.
    struct Outlook: Hashable, Codable {
        /// Up to here, all others had ended.
        let through: Int64
        let running: Set<Int64>
    }

    /// The cluster, and the database in it: after a restore from a dump transactions are counted from the beginning.
    let database: String
    /// Who gave the latest page.
    var server: String
    /// The highest row that was delivered, or was there when the reader began: where it is gone, so may be others.
    var last: Row?
    /// Whether it could not be seen in the latest snapshot, which did not go far enough to tell.
    var isInDoubt = false
    /// Transactions up to here are delivered, but for those that are listed.
    var settled: Int64
    /// By transaction, the id up to which its events are delivered: of those up to `settled` that were running, and of
    /// those above it that were not.
    var parts: [Int64: Int64]
    var outlook: Outlook?
    /// How often events had been removed by the latest page; none where never, or in a cursor of the release before.
    var removals: Int64?

    /// As many transactions beyond the settled ones a standby tells apart in one call.
    static let window: Int64 = 5_000

    /// Whether it is still to be delivered.
    func lacks(_ row: Row) -> Bool {
        if let id = parts[row.transaction] { return row.id > id }
        return row.transaction > settled
    }

    /// Whether an event may have been removed since the latest page that the reader has not got: of a transaction that
    /// was running then nothing is known.
    func mayLack(_ removal: EventRemoval) -> Bool {
        guard removal.count != removals else { return false }
        let reached = Row(removal.reached)
        return lacks(reached) || awaited.contains { $0.transaction <= reached.transaction }
    }

    /// Everything above the settled transactions comes after this row.
    var beginning: Row {
        // Else a large transaction would be read from its first event for every page of it.
        if let id = parts[settled + 1] { return Row(transaction: settled + 1, id: id) }
        return Row(transaction: settled, id: .max)
    }

    /// The listed transactions among the settled ones.
    var awaited: [(transaction: Int64, id: Int64)] {
        parts.filter { $0.key <= settled }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// A server that takes over from a lost one may give the last numbers of that one a second time; above
    /// the last delivered row nothing was delivered.
    mutating func move(to server: String) {
        settled = min(settled, last?.transaction ?? 0)
        outlook = nil
        self.server = server
    }
}

extension FeedPosition.Row {
    init(_ position: EventPosition) { self.init(transaction: position.transaction, id: position.id.rawValue) }
}

extension FeedPosition {
    /// From now on.
    ///
    /// - Parameters:
    ///   - running: what was not committed yet.
    ///   - removals: how often events have been removed.
    init(from moment: FeedMoment, last: Row?, running: some Sequence<Int64>, removals: Int64? = nil) {
        self.removals = removals
        database = moment.database
        server = moment.server
        self.last = last
        settled = moment.end - 1
        parts = Dictionary(running.filter { $0 < moment.end }.map { ($0, 0) }) { first, _ in first }
    }

    init?(_ cursor: EventCursor) {
        guard let position = try? JSONDecoder().decode(FeedPosition.self, from: Data(cursor.text.utf8)) else {
            return nil
        }
        self = position
    }

    var cursor: EventCursor {
        get throws { EventCursor(String(decoding: try JSONEncoder().encode(self), as: UTF8.self)) }
    }
}
