import SlipwayCore
import SlipwayServices

/// What one operation has cost a server.
struct PostgresCost: Sendable {
    let name: String
    /// Pages at most, whatever the size of the fleet.
    let bound: Int
    /// How often as many pages a thousand times as many devices may cost, at most; none where the bound alone holds.
    var growth: Double?
    private(set) var pages = 0
    private(set) var statements = 0
    private(set) var scannedTables: Set<String> = []
    private(set) var isWriting = false

    init(_ name: String, _ bound: Int, growth: Double? = nil) {
        self.name = name
        self.bound = bound
        self.growth = growth
    }

    /// The dearest of several times counts.
    ///
    /// - Parameter count: of what was done at once.
    mutating func add(_ explained: [ExplainedStatements.Statement], per count: Int = 1) {
        let explained = explained.filter { !$0.isBeginning }
        pages = max(pages, (explained.reduce(0) { $0 + $1.buffers } + count - 1) / count)
        statements = max(statements, explained.count)
        scannedTables.formUnion(explained.flatMap(\.scannedTables))
        isWriting = isWriting || explained.contains(where: \.isWriting)
    }
}

/// One operation that changes nothing, with what it may cost.
struct CostedReading: Sendable {
    let cost: PostgresCost
    let read: @Sendable (Services) async throws -> Void

    init(
        _ name: String, _ bound: Int, growth: Double? = nil,
        _ read: @escaping @Sendable (any RepositoryReader) throws -> Void
    ) {
        cost = PostgresCost(name, bound, growth: growth)
        self.read = { try await $0.repository.read(read) }
    }

    init(
        calling name: String, _ bound: Int, growth: Double? = nil,
        _ read: @escaping @Sendable (Services) async throws -> Void
    ) {
        cost = PostgresCost(name, bound, growth: growth)
        self.read = read
    }
}
