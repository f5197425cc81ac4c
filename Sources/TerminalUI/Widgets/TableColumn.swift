package struct TableColumn: Hashable, Sendable {
    package enum Width: Hashable, Sendable {
        case fixed(Int)
        /// Takes a share of what is left, and at least so many columns.
        case flexible(minimum: Int)

        var minimum: Int {
            switch self {
            case .fixed(let columns): columns
            case .flexible(let minimum): minimum
            }
        }
    }

    package let title: SafeText
    package let width: Width
    package let alignment: SafeText.Alignment
    /// The highest number goes first when there is no room; 0 always stays. Of equals the rightmost goes first.
    package let dropOrder: Int

    package init(
        _ title: SafeText, _ width: Width, alignment: SafeText.Alignment = .leading, dropOrder: Int = 0
    ) {
        self.title = title
        self.width = width
        self.alignment = alignment
        self.dropOrder = dropOrder
    }

    /// Columns that fit, with their widths; one blank stands between two.
    static func layout(_ columns: [TableColumn], in room: Int) -> [(index: Int, width: Int)] {
        var kept = Array(columns.indices)
        func needed() -> Int { kept.reduce(0) { $0 + columns[$1].width.minimum } + max(0, kept.count - 1) }
        while needed() > room, kept.count > 1 {
            let candidates = kept.filter { columns[$0].dropOrder > 0 }
            guard
                let next = candidates.max(by: {
                    (columns[$0].dropOrder, $0) < (columns[$1].dropOrder, $1)
                })
            else { break }
            kept.removeAll { $0 == next }
        }
        let flexible = kept.filter { if case .flexible = columns[$0].width { true } else { false } }
        var spare = max(0, room - needed())
        var result: [(index: Int, width: Int)] = []
        for (offset, index) in kept.enumerated() {
            let waiting = flexible.filter { $0 >= index }.count
            var width = columns[index].width.minimum
            if flexible.contains(index), waiting > 0 {
                width += spare / waiting
                spare -= spare / waiting
            }
            let used = result.reduce(0) { $0 + $1.width + 1 }
            // A terminal narrower than the minimum cuts the last columns instead of hiding all of them.
            width = min(width, room - used)
            if width > 0 || offset == 0 { result.append((index, max(0, width))) }
        }
        return result
    }
}

package struct TableRow<ID: Hashable & Sendable>: Sendable {
    private enum Content: Sendable {
        case made([StyledText])
        case wanted(@Sendable () -> [StyledText])
    }

    package let id: ID
    private var content: Content

    /// - Parameter cells: one a column, in the order of the columns.
    package init(id: ID, cells: [StyledText]) {
        self.id = id
        content = .made(cells)
    }

    /// - Parameter making: is called when the row is first drawn, which most rows of a long table never are.
    package init(id: ID, making: @escaping @Sendable () -> [StyledText]) {
        self.id = id
        content = .wanted(making)
    }

    /// Made once.
    mutating func cells() -> [StyledText] {
        switch content {
        case .made(let cells): return cells
        case .wanted(let make):
            let cells = make()
            content = .made(cells)
            return cells
        }
    }
}
