/// What a run of the bench found.
struct BenchReport: Sendable {
    /// A measurement that gave no figure, and why.
    struct Missing: Encodable, Sendable {
        let name: String
        let reason: String
    }

    private(set) var figures: [BenchFigure] = []
    /// For want of a program, or since this machine does not allow it.
    private(set) var leftOut: [Missing] = []
    private(set) var failed: [Missing] = []

    mutating func add(_ figures: [BenchFigure]) { self.figures += figures }

    mutating func leaveOut(_ name: String, because reason: String) {
        leftOut.append(Missing(name: name, reason: reason))
    }

    mutating func fail(_ name: String, because reason: String) {
        failed.append(Missing(name: name, reason: reason))
    }

    /// 1 where a bound is broken or a measurement failed.
    var exitStatus: Int32 { failed.isEmpty && figures.allSatisfy(\.holds) ? 0 : 1 }
}
