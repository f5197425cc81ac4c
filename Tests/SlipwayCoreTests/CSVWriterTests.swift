import SlipwayCore
import Testing

@Suite struct CSVWriterTests {
    @Test(arguments: [
        (["a", "", "b c"], "a,,b c\r\n"),
        (["a,b", "say \"x\"", "two\nlines"], "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\r\n"),
        ([], "\r\n"), ([""], "\"\"\r\n"), (["a;b", "a\tb"], "\"a;b\",\"a\tb\"\r\n"),
        (["1.2.0", "gw-7", "a=b", "7"], "1.2.0,gw-7,a=b,7\r\n"),
    ])
    func `cells are quoted where they must be`(cells: [String], line: String) {
        #expect(CSVWriter.line(cells) == line)
    }

    @Test(arguments: [
        "=1+1", "+1", "-5", "@SUM(A1)", "\tx", "\rx", " =1", "\u{A0}=1", "\n=1", "\u{200B}=1", "\u{0}=1", "＝1", " \tx",
        "=1\u{301}", "=\u{301}1", "\r\n=1",
    ])
    func `what a spreadsheet would run is defused`(cell: String) {
        let written = CSVWriter.line([cell])
        #expect(written.hasPrefix("'") || written.unicodeScalars.starts(with: "\"'".unicodeScalars))
    }

    @Test func `a reader gets back what was written, but for the apostrophe`() {
        var generator = SeededGenerator(seed: 9)
        let pieces = ["a", ",", "\"", "\n", "\r\n", " ", "=", "-", "é", "'", "x"]
        for _ in 0..<2_000 {
            let cells = (0..<3).map { _ in
                "c"
                    + (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                        pieces.randomElement(using: &generator) ?? ""
                    }.joined()
            }
            var parser = CSVParser()
            let records = parser.feed(CSVWriter.line(cells).utf8)
            #expect(parser.finish() == nil)
            #expect(records.map(\.fields) == [cells])
        }
    }
}
