import SlipwayCore
import SlipwayServices

/// What one operation has cost a server.
struct PostgresCost: Sendable {
    /// Which of several times counts.
    enum Measure: Sendable {
        case dearest
        /// The median: that a page of an index is full just then, and is split, is chance, and not what a change costs.
        case usual
    }

    let name: String
    /// Pages at most, whatever the size of the fleet.
    let bound: Int
    /// How often as many pages a thousand times as many devices may cost, at most; none where the bound alone holds.
    var growth: Double?
    private let measure: Measure
    private var times: [Int] = []
    private(set) var statements = 0
    private(set) var scannedTables: Set<String> = []
    private(set) var isWriting = false

    init(_ name: String, _ bound: Int, growth: Double? = nil, measure: Measure = .dearest) {
        self.name = name
        self.bound = bound
        self.growth = growth
        self.measure = measure
    }

    /// None before the first time.
    var pages: Int {
        switch measure {
        case .dearest: times.max() ?? 0
        case .usual: times.isEmpty ? 0 : times.sorted()[times.count / 2]
        }
    }

    /// - Parameter count: of what was done at once.
    mutating func add(_ explained: [ExplainedStatements.Statement], per count: Int = 1) {
        let explained = explained.filter { !$0.isBeginning }
        times.append((explained.reduce(0) { $0 + $1.buffers } + count - 1) / count)
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
