import CPseudoTerminal

/// What a terminal showed at one moment.
struct Screen: Sendable {
    let columns: Int
    /// From top to bottom, without the blanks at their ends.
    let rows: [String]
    let cursor: Position
    private let cells: [terminal_cell]

    init(columns: Int, cells: [terminal_cell], cursor: Position) {
        self.columns = columns
        self.cells = cells
        self.cursor = cursor
        rows = stride(from: 0, to: cells.count, by: columns).map { start in
            let scalars = cells[start..<start + columns].flatMap(\.unicodeScalars)
            let end = scalars.lastIndex { $0 != " " }.map { $0 + 1 } ?? 0
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[..<end])
            return String(text)
        }
    }

    /// All rows, with a line feed between any two.
    var text: String {
        rows.joined(separator: "\n")
    }

    func contains(_ text: String) -> Bool {
        rows.contains { $0.contains(text) }
    }

    /// Nil outside the screen.
    func style(column: Int, row: Int) -> Style? {
        guard 0..<columns ~= column, rows.indices ~= row else { return nil }
        return Style(cells[row * columns + column])
    }

    /// Where a text begins for the first time.
    func position(of text: String) -> Position? {
        for (row, line) in rows.enumerated() {
            guard let range = line.firstRange(of: text) else { continue }
            var scalarsBefore = line.unicodeScalars.distance(from: line.startIndex, to: range.lowerBound)
            var column = 0
            while scalarsBefore > 0 {
                scalarsBefore -= cells[row * columns + column].unicodeScalars.count
                column += 1
            }
            while cells[row * columns + column].width == 0 { column += 1 }
            return Position(column: column, row: row)
        }
        return nil
    }

    /// The style in which a text begins.
    func style(of text: String) -> Style? {
        position(of: text).flatMap { style(column: $0.column, row: $0.row) }
    }

    /// A cell, counted from 0 at the top left.
    struct Position: Equatable {
        let column: Int
        let row: Int
    }

    struct Style: Equatable {
        var attributes: Set<Attribute> = []
        var foreground = Color.terminal
        var background = Color.terminal
    }

    enum Attribute {
        case bold, underline, italic, blink, reverse
    }

    enum Color: Equatable {
        /// The one that the terminal has when a program sets none.
        case terminal
        /// 0 to 255.
        case palette(Int)
        /// 0xRRGGBB.
        case rgb(Int)
    }
}

extension Screen.Style {
    fileprivate init(_ cell: terminal_cell) {
        if cell.bold { attributes.insert(.bold) }
        if cell.underline { attributes.insert(.underline) }
        if cell.italic { attributes.insert(.italic) }
        if cell.blink { attributes.insert(.blink) }
        if cell.reverse { attributes.insert(.reverse) }
        foreground = Screen.Color(Int(cell.foreground))
        background = Screen.Color(Int(cell.background))
    }
}

extension Screen.Color {
    fileprivate init(_ number: Int) {
        switch number {
        case ..<0: self = .terminal
        case ...0xff: self = .palette(number)
        default: self = .rgb(number & 0xff_ffff)
        }
    }
}

extension terminal_cell {
    /// A blank for an empty cell, nothing for the second half of a wide character.
    fileprivate var unicodeScalars: [Unicode.Scalar] {
        if width == 0 { return [] }
        if scalars.0 == 0 { return [" "] }
        return withUnsafeBytes(of: scalars) { bytes in
            bytes.bindMemory(to: UInt32.self).prefix { $0 != 0 }.map { Unicode.Scalar($0) ?? "\u{fffd}" }
        }
    }
}
