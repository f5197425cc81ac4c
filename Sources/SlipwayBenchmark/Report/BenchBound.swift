/// What a figure may be: the ratio to a reference, or where there is none the figure itself.
enum BenchBound: Hashable, Sendable {
    case atMost(Double)
    case atLeast(Double)

    func holds(for value: Double) -> Bool {
        switch self {
        case .atMost(let limit): value <= limit
        case .atLeast(let limit): value >= limit
        }
    }
}
