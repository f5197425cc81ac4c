extension BenchReport {
    /// The figures, a line each under a line of titles, then what is missing; without the columns of references where no
    /// figure has one.
    var table: [String] {
        let all = [["what", "ours", "reference", "ratio", "bound", "holds?"]] + figures.map(Self.cells)
        let rows = figures.contains { $0.reference != nil } ? all : all.map { $0.prefix(2) + $0.suffix(2) }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let padded = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return padded.dropLast().joined(separator: "  ") + "  " + (row.last ?? "")
        }
        return lines + leftOut.map { "left out: \($0.name) (\($0.reason))" }
            + failed.map { "failed: \($0.name) (\($0.reason))" }
    }

    private static func cells(_ figure: BenchFigure) -> [String] {
        [
            figure.what, quantity(figure.ours, figure.unit),
            figure.reference.map { quantity($0.value, figure.unit) + ", " + $0.name } ?? "-",
            figure.ratio?.brief ?? "-", figure.bound.text, figure.holds ? "yes" : "BROKEN",
        ]
    }

    /// - Parameter unit: empty for what is counted.
    private static func quantity(_ value: Double, _ unit: String) -> String {
        unit.isEmpty ? value.brief : "\(value.brief) \(unit)"
    }
}

extension BenchBound {
    var text: String {
        switch self {
        case .atMost(let limit): "≤ \(limit.brief)"
        case .atLeast(let limit): "≥ \(limit.brief)"
        }
    }
}

extension Double {
    /// Three digits or so, as people compare figures.
    fileprivate var brief: String {
        guard isFinite else { return "?" }
        let places = magnitude >= 100 ? 1.0 : magnitude >= 10 ? 10.0 : 1_000.0 / (magnitude >= 1 ? 10 : 1)
        let rounded = (self * places).rounded() / places
        return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int64(rounded))" : "\(rounded)"
    }
}
