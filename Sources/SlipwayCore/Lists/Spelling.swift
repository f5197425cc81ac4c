/// Guesses what a person meant to write.
package enum Spelling {
    /// The nearest of the names, where it is at most two slips away and shares most of its letters; else the one that was
    /// broken off, as `expires` for `expires_in`.
    package static func nearest(to word: String, among names: [String]) -> String? {
        let word = Array(word.lowercased().unicodeScalars.prefix(maximumLength))
        let scored = names.map { (name: $0, distance: distance(word, Array($0.unicodeScalars))) }
        guard let best = scored.min(by: { $0.distance < $1.distance }), best.distance <= 2,
            best.distance < best.name.unicodeScalars.count - 1
        else { return names.first { $0.unicodeScalars.starts(with: word + ["_"]) } }
        return best.name
    }

    /// Levenshtein's, with neighbours that changed places as one slip (optimal string alignment).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for (row, leftScalar) in left.enumerated() {
            var current = [row + 1]
            for (column, rightScalar) in right.enumerated() {
                let cost = leftScalar == rightScalar ? 0 : 1
                var best = min(previous[column] + cost, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, leftScalar == right[column - 1], left[row - 1] == rightScalar {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }

    private static let maximumLength = 64
}
