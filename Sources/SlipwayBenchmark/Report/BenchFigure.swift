/// One line of the report: what Slipway takes, what the reference beside it takes, and the bound for the two.
struct BenchFigure: Sendable {
    /// What the same is done by, or done without, in the same run.
    struct Reference: Sendable {
        let name: String
        /// In the unit of the figure.
        let value: Double
    }

    let what: String
    let ours: Double
    let unit: String
    let reference: Reference?
    let bound: BenchBound

    init(_ what: String, _ ours: Double, _ unit: String, beside reference: Reference? = nil, bound: BenchBound) {
        self.what = what
        self.ours = ours
        self.unit = unit
        self.reference = reference
        self.bound = bound
    }

    /// Ours to the reference's; none without one.
    var ratio: Double? { reference.map { ours / $0.value } }
    /// What is not a number holds to no bound.
    var holds: Bool { bound.holds(for: ratio ?? ours) }
}

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
