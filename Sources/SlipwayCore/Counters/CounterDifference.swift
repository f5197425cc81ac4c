/// A figure that is kept on write and is not what a count of the rows says.
package struct CounterDifference: Hashable, Sendable {
    package let subject: CounterSubject
    /// The column or the table that keeps it.
    package let figure: String
    /// Which row of that table, in words; may hold what devices said, and is not safe for a terminal.
    package let key: String
    package let kept: Int
    package let counted: Int

    package init(of subject: CounterSubject, figure: String, key: String = "", kept: Int, counted: Int) {
        self.subject = subject
        self.figure = figure
        self.key = key
        self.kept = kept
        self.counted = counted
    }

    /// Whether it is the same mistake, although devices may have moved since.
    package func isSame(as other: CounterDifference) -> Bool {
        subject == other.subject && figure == other.figure && key == other.key
            && kept - counted == other.kept - other.counted
    }
}

/// A record that carries figures about the rows of others.
package enum CounterSubject: Hashable, Sendable {
    case organization(Organization.ID)
    case rollout(Rollout.ID)
    case batch(UpdateBatch.ID)
}

extension CounterSubject {
    /// Such as `batch 7`.
    package var text: String {
        switch self {
        case .organization(let id): "organization \(id)"
        case .rollout(let id): "rollout \(id)"
        case .batch(let id): "batch \(id)"
        }
    }
}

extension CounterDifference {
    /// Not safe for a terminal where it has a key.
    package var text: String { "\(subject.text): \(figureText)" }

    /// The first few of one subject; not safe for a terminal.
    package static func text(of differences: [CounterDifference]) -> String {
        guard let first = differences.first else { return "" }
        let shown = differences.prefix(maximumShown).map(\.figureText)
        let others = differences.count - shown.count
        let rest = others > 0 ? ["and \(others) more"] : []
        return "\(first.subject.text): " + (shown + rest).joined(separator: "; ")
    }

    private static let maximumShown = 5

    private var figureText: String {
        "\(figure)\(key.isEmpty ? "" : " (\(key))") is \(kept), counted \(counted)"
    }
}
