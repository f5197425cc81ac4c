import SlipwayCore
import Testing

@Suite struct FilterCompletionTests {
    /// The place of the cursor is marked by `|`.
    private static func completion(_ marked: String) -> FilterCompletion {
        let parts = marked.split(separator: "|", omittingEmptySubsequences: false)
        return FilterCompletion(
            of: parts.joined(), cursor: parts[0].count, fields: FilterParserTests.fields,
            known: ["firmware": ["1.0.0", "1.1.0", "two words"]])
    }

    static let examples: [(line: String, candidates: [String], range: Range<Int>)] = [
        ("|", ["firmware=", "status=", "active=", "batch=", "seen<", "version="], 0..<0),
        ("st|", ["status="], 0..<2),
        ("gw and F|", ["firmware="], 7..<8),
        ("gw |", ["and"], 3..<3),
        ("gw a|", ["and"], 3..<4),
        ("status |", ["=", "!=", "in("], 7..<7),
        ("seen |", ["<", ">"], 5..<5),
        ("version |", ["=", "!=", "in(", "<", ">"], 8..<8),
        ("status=|", ["failed", "done"], 7..<7),
        ("status!=f| and x", ["failed"], 8..<9),
        ("status in(|", ["failed", "done"], 10..<10),
        ("status in(failed,d|", ["done"], 17..<18),
        ("status in(failed |", [",", ")"], 17..<17),
        ("status in(failed) |", ["and"], 18..<18),
        ("active=n|", ["no"], 7..<8),
        ("seen<|", ["5m", "30m", "2h", "1d", "7d"], 5..<5),
        ("firmware=1.|", ["1.0.0", "1.1.0"], 9..<11),
        ("firmware=\"two|", ["\"two words\""], 9..<13),
        ("é=1 and firmware=tw|", ["\"two words\""], 17..<19),
        ("zone=|", ["and"], 5..<5),
    ]

    @Test(arguments: examples.indices)
    func `what may come is offered where it may come`(index: Int) {
        let (line, candidates, range) = Self.examples[index]
        let completion = Self.completion(line)
        #expect(completion.candidates.map(\.text) == candidates)
        #expect(completion.range == range)
    }

    @Test func `a place outside of the line is taken to its end`() {
        for cursor in [-5, 99, Int.max] {
            let completion = FilterCompletion(of: "st", cursor: cursor, fields: FilterParserTests.fields)
            #expect((0...2).contains(completion.range.lowerBound) && (0...2).contains(completion.range.upperBound))
        }
    }

    @Test func `any line is completed within itself`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let line = String(decoding: bytes, as: UTF8.self)
            let cursor = Int.random(in: 0...line.count, using: &generator)
            let completion = FilterCompletion(of: line, cursor: cursor, fields: FilterParserTests.fields)
            #expect(completion.range.upperBound == cursor && completion.range.lowerBound >= 0)
        }
    }
}
