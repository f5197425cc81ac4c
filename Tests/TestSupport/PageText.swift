import Foundation

/// The part of a page that is made from the code: between `<!-- from the code: NAME -->` and the next `<!-- end -->`.
package struct PageText {
    /// Set, pages are written instead of compared, as recorded screens are; a test that has written one must fail.
    package static let isRecording = ProcessInfo.processInfo.environment["SLIPWAY_RECORD_SCREENS"] == "1"

    private static let sources = URL(filePath: #filePath).appending(path: "../../../Sources").standardizedFileURL

    /// From `Sources` on.
    package let page: String
    package let name: String

    package init(page: String, name: String) {
        self.page = page
        self.name = name
    }

    /// What the page says; none where it has no such part.
    package func read() throws -> String? {
        let text = try String(contentsOf: url, encoding: .utf8)
        return range(in: text).map { String(text[$0]) }
    }

    /// Writes the part in place of the one that the page has.
    package func write(_ part: String) throws {
        var text = try String(contentsOf: url, encoding: .utf8)
        guard let range = range(in: text) else { return }
        text.replaceSubrange(range, with: part)
        try Data(text.utf8).write(to: url)
    }

    private var url: URL { Self.sources.appending(path: page) }

    private func range(in text: String) -> Range<String.Index>? {
        guard let begin = text.range(of: "<!-- from the code: \(name) -->\n\n"),
            let end = text.range(of: "\n<!-- end -->", range: begin.upperBound..<text.endIndex)
        else { return nil }
        return begin.upperBound..<end.lowerBound
    }
}
