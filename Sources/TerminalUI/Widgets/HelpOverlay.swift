/// The keys of the screen and of the dashboard, over everything else; typing searches, after `/` or at once.
package struct HelpOverlay: Hashable, Sendable {
    private let guides: [Section]
    private(set) var search = ""
    private var prompt = Prompt.closed
    private var top = 0

    /// How far a search that `/` began has come.
    private enum Prompt: Hashable, Sendable {
        case closed
        /// Every character is text.
        case open
        /// Enter has ended it; what it found stays.
        case entered
    }

    package struct Section: Hashable, Sendable {
        let title: SafeText
        let guide: KeyGuide

        package init(title: SafeText, guide: KeyGuide) {
            self.title = title
            self.guide = guide
        }
    }

    package init(_ sections: [Section]) { guides = sections }

    /// False where the key closes the overlay.
    mutating func press(_ key: Key) -> Bool {
        switch key {
        case .enter where prompt == .open: prompt = .entered
        case .escape, .enter, .function(1): return false
        case .character("?"), .character("q"):
            if prompt == .entered || prompt == .closed && search.isEmpty { return false }
        case .character("/") where prompt == .entered || prompt == .closed && search.isEmpty:
            (prompt, search, top) = (.open, "", 0)
            return true
        case .backspace where search.isEmpty: prompt = .closed
        default: break
        }
        switch key {
        case .down: top += 1
        case .up: top = max(0, top - 1)
        case .pageDown, .control("d"): top += 10
        case .pageUp, .control("u"): top = max(0, top - 10)
        case .home: top = 0
        case .backspace: search = String(search.dropLast())
        case .character(let character):
            if search.count < 40 { search.append(character) }
            top = 0
        default: break
        }
        return true
    }

    mutating func draw(into frame: inout Frame, area: Rect) {
        frame.fill(area)
        let (heading, rest) = area.splitTop(2)
        let (body, hints) = rest.splitBottom(1)
        let found = search.isEmpty && prompt != .open ? "" : "   search: \(search)"
        frame.write(StyledText(" HELP", .title) + StyledText(SafeText(found), Style(.prompt)), in: heading)
        frame.rule(row: 1, in: heading)
        let lines = lines(columns: body.columns - 2)
        top = min(top, max(0, lines.count - body.rows))
        for (row, line) in lines.dropFirst(top).prefix(body.rows).enumerated() {
            frame.write(line, column: 1, row: row, in: body)
        }
        let more = lines.count - top - body.rows
        let tail: SafeText = more > 0 ? "   \(more) more below" : ""
        frame.write(
            StyledText(" type to search  up down move  esc close", Style(.hintText)) + StyledText(tail, .dim), in: hints
        )
    }

    private func lines(columns: Int) -> [StyledText] {
        var lines: [StyledText] = []
        for section in guides {
            let entries = section.guide.entries.filter { entry in
                search.isEmpty
                    || (entry.help.plain() + " " + entry.keyLabels.plain()).lowercased().contains(search.lowercased())
            }
            guard !entries.isEmpty else { continue }
            if !lines.isEmpty { lines.append(.empty) }
            lines.append(StyledText(section.title, .strong))
            lines += KeyGuide(entries).helpLines(columns: columns)
        }
        return lines.isEmpty ? [StyledText("nothing found", .dim)] : lines
    }
}
