import Synchronization

extension JSONOutlines {
    /// Of values that have been written: nearly every value shows the names of an earlier one, so that none of them has to
    /// be spelled again.
    private static let kept = Mutex<[JSONOutlines]>([])
    /// As many values are written at the same time, as a rule.
    private static let keptCount = 4
    /// What names there are in all answers together fits several times.
    private static let keptNames = 2_000

    /// - Returns: those of an earlier value where there are any, so that one value at a time has them.
    static func take(_ spelling: JSONName.Spelling) -> JSONOutlines {
        let earlier = spelling == .snakeCase ? kept.withLock { $0.popLast() } : nil
        return earlier ?? JSONOutlines(spelling)
    }

    /// For the next value, unless there are names among them that are data, which no other value may show.
    static func keep(_ outlines: JSONOutlines) {
        guard outlines.spelling == .snakeCase, !outlines.holdsData, outlines.count <= keptNames else { return }
        kept.withLock { kept in
            if kept.count < keptCount { kept.append(outlines) }
        }
    }
}
