import SlipwayCore
import SlipwayServices
import TerminalUI

/// What a file or a paste was understood to be: delimiter, header, columns, the first rows.
struct SheetPreview: Sendable {
    static let shownRows = 5

    let reading: SheetReading?
    let fault: SafeText?

    func lines(_ columns: Int, _ glyphs: GlyphSet) -> [StyledText] {
        if let fault { return [StyledText(Glyph.failed.text(glyphs) + " " + fault, .error)] }
        guard let reading else { return [] }
        let rows = reading.entries.prefix(Self.shownRows).map { entry -> StyledText in
            if let fault = entry.fault {
                return StyledText("  " + Glyph.failed.text(glyphs) + " " + SafeText(fault, limit: 200), .error)
            }
            let cells = [entry.deviceUID, entry.organization, entry.serialNumber, entry.hardwareVersion]
            let width = max(8, (columns - 2) / 4 - 1)
            return cells.reduce(StyledText("  ")) { line, cell in
                line + StyledText(SafeText(cell.isEmpty ? "-" : cell, limit: 60).padded(to: width) + " ")
            }
        }
        return facts(reading) + rows + shortenedNumbers(reading, glyphs)
    }

    private func shortenedNumbers(_ reading: SheetReading, _ glyphs: GlyphSet) -> [StyledText] {
        guard let text = ShortenedNumberText.of(reading.shortenedNumbers) else { return [] }
        return [StyledText(Glyph.stuck.text(glyphs) + " " + text, .warning)]
    }

    private func facts(_ reading: SheetReading) -> [StyledText] {
        let skipped = SheetReader.skipped(reading.emptyRows).map { ", " + SafeText($0) } ?? ""
        let count = CountText.of(reading.entries.count, "row", "rows") + skipped
        guard let layout = reading.layout else { return [StyledText(count + ", JSON", .strong)] }
        let header: SafeText = layout.hasHeader ? "the first row is a header" : "no header"
        let mapped = zip(layout.names, layout.columns).map { name, column in
            SafeText(name, limit: 30) + " = " + SafeText(column?.rawValue ?? "-")
        }
        let columns = mapped.enumerated().reduce(SafeText("")) { $0 + ($1.offset == 0 ? "" : ", ") + $1.element }
        return [
            StyledText(count + ", separated by " + SafeText(layout.delimiter.rawValue) + ", " + header, .strong),
            StyledText(columns, .dim),
        ]
    }
}
