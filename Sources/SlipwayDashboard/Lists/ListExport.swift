import SlipwayCore
import SlipwayServices
import TerminalUI

/// The whole of a filtered list in a file, page by page.
struct ListExport<Source: ListSource>: Sendable {
    let source: Source
    let query: ListQuery<Source.Order>

    /// - Parameter line: a path that ends in `.csv` or `.json`, or one of the two words before a path.
    func write(to line: String) async -> Flash {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        let isNamed = parts.count == 2 && ["csv", "json"].contains(parts[0])
        let path = isNamed ? parts[1] : line
        guard isNamed || path.hasSuffix(".csv") || path.hasSuffix(".json") else {
            return .warning("export to a path that ends in .csv or .json")
        }
        let isJSON = isNamed ? parts[0] == "json" : path.hasSuffix(".json")
        do {
            let file = try ExportFile(path: path)
            do {
                let rows = isJSON ? try await writeJSON(to: file) : try await writeCSV(to: file)
                try file.finish()
                return .info(CountText.of(rows, "row", "rows") + " written to " + SafeText(path, limit: 200))
            } catch {
                file.discard()
                throw error
            }
        } catch let fault as ExportFault {
            return .error("not exported: " + SafeText("\(fault)", limit: 300))
        } catch let error as SlipwayError {
            return .error("not exported: " + RefusalText.of(error))
        } catch {
            return .error("not exported: the list could not be read")
        }
    }

    private func writeCSV(to file: ExportFile) async throws -> Int {
        try file.write(CSVWriter.line(source.exportHeadings))
        return try await eachPage { rows, _ in
            try file.write(rows.map { CSVWriter.line(source.exportCells($0)) }.joined())
        }
    }

    private func writeJSON(to file: ExportFile) async throws -> Int {
        try file.write("[")
        let count = try await eachPage { rows, before in
            for (index, row) in rows.enumerated() {
                let fields = zip(source.exportHeadings, source.exportCells(row)).map { heading, cell in
                    JSONText.quoted(heading) + ":" + JSONText.quoted(cell)
                }
                try file.write((before + index == 0 ? "\n{" : ",\n{") + fields.joined(separator: ",") + "}")
            }
        }
        try file.write("\n]\n")
        return count
    }

    private func eachPage(_ body: ([Source.Row], Int) throws -> Void) async throws -> Int {
        var position = PagePosition<ListAnchor>.first
        var count = 0
        while true {
            let page = try await source.reads.page(query, position, 1_000)
            try body(page.rows, count)
            count += page.rows.count
            guard let next = page.continuation else { return count }
            position = .after(next)
        }
    }
}
