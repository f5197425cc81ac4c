extension Frame {
    /// The frame as lines, without the spaces at their ends: what tests compare and `status` prints.
    package var text: String {
        (0..<size.rows).map(line).joined(separator: "\n")
    }

    package func line(_ row: Int) -> String {
        let characters = (0..<size.columns).map { self[$0, row]?.character.text ?? "" }
        let end = characters.lastIndex { $0 != " " } ?? -1
        return characters[0..<(end + 1)].joined()
    }

    /// The roles of a row in runs, such as `text 0..<3`: where a test asks about looks.
    package func roles(row: Int) -> [(role: Role, columns: Range<Int>)] {
        var result: [(role: Role, columns: Range<Int>)] = []
        for column in 0..<size.columns {
            guard let role = self[column, row]?.style.role else { continue }
            if let last = result.last, last.role == role {
                result[result.count - 1].columns = last.columns.lowerBound..<(column + 1)
            } else {
                result.append((role, column..<(column + 1)))
            }
        }
        return result
    }

    /// Indices of the cells that differ; all of them where the sizes do.
    package func changes(from earlier: Frame) -> [Int] {
        guard size == earlier.size else { return Array(cells.indices) }
        // Through pointers, since every key compares thousands of cells.
        return cells.withUnsafeBufferPointer { cells in
            earlier.cells.withUnsafeBufferPointer { earlier in cells.indices.filter { cells[$0] != earlier[$0] } }
        }
    }
}
