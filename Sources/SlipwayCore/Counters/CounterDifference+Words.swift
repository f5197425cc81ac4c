extension CounterSubject {
    /// Such as `batch 7`.
    package var words: String {
        switch self {
        case .organization(let id): "organization \(id)"
        case .rollout(let id): "rollout \(id)"
        case .batch(let id): "batch \(id)"
        }
    }
}

extension CounterDifference {
    /// Not safe for a terminal where it has a key.
    package var words: String { "\(subject.words): \(figureInWords)" }

    /// The first few of one subject; not safe for a terminal.
    package static func words(of differences: [CounterDifference]) -> String {
        guard let first = differences.first else { return "" }
        let shown = differences.prefix(maximumInWords).map(\.figureInWords)
        let others = differences.count - shown.count
        let rest = others > 0 ? ["and \(others) more"] : []
        return "\(first.subject.words): " + (shown + rest).joined(separator: "; ")
    }

    private static let maximumInWords = 5

    private var figureInWords: String {
        "\(figure)\(key.isEmpty ? "" : " (\(key))") is \(kept), counted \(counted)"
    }
}
