import SlipwayCore
import Synchronization
import TestSupport

@testable import PostgresRepository

/// Many writers at once, a slow one among them, while readers follow on the primary, on a standby, and on both in turn.
final class FeedRun: Sendable {
    struct Reader: Sendable {
        let name: String
        var missed = 0
        var repeated = 0
        var gaps = 0
        var pages = 0
        /// Of those pages, how many left nothing to read.
        var whole = 0
    }

    struct Result: Sendable {
        var commits = 0
        var events = 0
        var readers: [Reader] = []
        /// What a reader would have missed that goes by the highest id it has seen.
        var missedByID = 0
        /// The same on the standby, where a snapshot does not list what runs, of one that goes by snapshots alone.
        var missedBySnapshot = 0
    }

    private static let end = "the end"

    private let pair: FeedPair
    private let commits: Int
    private let isOver = Atomic(false)
    private let begun = Atomic(0)

    init(on pair: FeedPair, commits: Int) {
        self.pair = pair
        self.commits = commits
    }

    func run(writers: Int) async throws -> Result {
        var followers: [(String, @Sendable (Int) -> PostgresRepository)] = []
        let (primary, standby) = (pair.onPrimary, pair.onStandby)
        followers.append(("primary", { _ in primary }))
        followers.append(("standby", { _ in standby }))
        followers.append(("both in turn", { $0 % 20 < 10 ? primary : standby }))
        let started = try await followers.asyncMap { name, server in
            var follower = EventFollower(server(0))
            try await follower.next()
            return (name, server, follower)
        }
        async let byID = followByID()
        async let bySnapshot = followBySnapshot()
        async let readings = withThrowingTaskGroup(of: (Reader, [String]).self) { group in
            for (name, server, follower) in started {
                group.addTask { try await Self.follow(follower, named: name, on: server) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let written = try await write(writers)
        var result = Result(commits: commits, events: written.count)
        for (reader, details) in try await readings {
            var reader = reader
            let given = Set(details)
            reader.missed = written.subtracting(given).count + given.subtracting(written).count
            reader.repeated = details.count - given.count
            result.readers.append(reader)
        }
        result.readers.sort { $0.name < $1.name }
        result.missedByID = written.subtracting(try await byID).count
        result.missedBySnapshot = written.subtracting(try await bySnapshot).count
        return result
    }

    /// - Returns: what was committed.
    private func write(_ writers: Int) async throws -> Set<String> {
        var written = try await withThrowingTaskGroup(of: [String].self) { group in
            group.addTask { try await self.writeSlowly() }
            for number in 1..<writers { group.addTask { try await self.write(as: number) } }
            return try await group.reduce(into: Set<String>()) { $0.formUnion($1) }
        }
        try await EventConsole(on: pair.database).append(Self.end)
        written.insert(Self.end)
        return written
    }

    /// One to three events each, or none, and now and then nothing comes of it.
    private func write(as writer: Int) async throws -> [String] {
        let console = EventConsole(on: pair.database).console
        var committed: [String] = []
        while true {
            let number = begun.add(1, ordering: .relaxed).newValue
            if number > commits { break }
            let details = (1...Int.random(in: 1...3)).map { "\(writer).\(number).\($0)" }
            let insertion = EventConsole.insertion(of: details)
            switch number % 10 {
            case 0:
                try await console.run("BEGIN; \(EventConsole.insertion(of: ["undone \(number)"])); ROLLBACK")
                fallthrough
            case 1:
                try await console.run("SELECT pg_current_xact_id()")
                fallthrough
            case 2:
                try await console.run("BEGIN; \(insertion)")
                try await console.run("COMMIT")
            default:
                try await console.run(insertion)
            }
            committed += details
        }
        isOver.store(true, ordering: .relaxed)
        return committed
    }

    /// Its ids and its transactions are older than those of hundreds that commit before it.
    private func writeSlowly() async throws -> [String] {
        let console = EventConsole(on: pair.database).console
        var committed: [String] = []
        repeat {
            let number = begun.add(1, ordering: .relaxed).newValue
            let details = ["slow.\(number).1", "slow.\(number).2"]
            try await console.run("BEGIN; \(EventConsole.insertion(of: [details[0]]))")
            try await console.run("SELECT pg_sleep(\(Double.random(in: 0.05...1.5)))")
            try await console.run(EventConsole.insertion(of: [details[1]]))
            try await console.run("COMMIT")
            committed += details
        } while !isOver.load(ordering: .relaxed)
        return committed
    }

    private static func follow(
        _ follower: EventFollower, named name: String, on server: @Sendable (Int) -> PostgresRepository
    ) async throws -> (Reader, [String]) {
        var (follower, reader) = (follower, Reader(name: name))
        var hasSeenEnd = false
        while true {
            follower.repository = server(reader.pages)
            let page = try await follower.next(limit: Int.random(in: 100...2_000))
            reader.pages += 1
            if page.gap != nil { reader.gaps += 1 }
            hasSeenEnd = hasSeenEnd || page.events.contains { $0.detail == end }
            if page.waiting == .exactly(0) {
                reader.whole += 1
                if hasSeenEnd { return (reader, follower.details) }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    // MARK: The controls

    private func followByID() async throws -> Set<String> {
        let console = PostgresConsole(pair.database.server.connectionInfo(database: pair.database.name))
        var (seen, last) = (Set<String>(), "0")
        while !seen.contains(Self.end) {
            let rows = try await console.run("SELECT id, detail FROM events WHERE id > \(last) ORDER BY id")
            last = rows.last?[0] ?? last
            seen.formUnion(rows.map { $0[1] })
            try await Task.sleep(for: .milliseconds(20))
        }
        return seen
    }

    private func followBySnapshot() async throws -> Set<String> {
        let console = PostgresConsole(pair.standby.server.connectionInfo(database: pair.database.name))
        var seen = Set<String>()
        var cursor = try await console.run("SELECT pg_current_snapshot()")[0][0]
        while !seen.contains(Self.end) {
            let rows = try await console.run(
                """
                SELECT moment.snapshot, e.detail
                FROM (SELECT pg_current_snapshot() AS snapshot) AS moment
                LEFT JOIN events AS e ON e.xid >= pg_snapshot_xmin('\(cursor)'::pg_snapshot)
                  AND NOT pg_visible_in_snapshot(e.xid, '\(cursor)')
                """)
            cursor = rows[0][0]
            seen.formUnion(rows.map { $0[1] })
            try await Task.sleep(for: .milliseconds(20))
        }
        return seen
    }
}

extension Array {
    fileprivate func asyncMap<Mapped>(_ transform: (Element) async throws -> Mapped) async rethrows -> [Mapped] {
        var mapped: [Mapped] = []
        for element in self { mapped.append(try await transform(element)) }
        return mapped
    }
}
