import SlipwayCore
import Testing

@Suite struct FilterParserTests {
    static let fields = [
        FilterField("firmware", .text, help: ""), FilterField("status", .choice(["failed", "done"]), help: ""),
        FilterField("active", .flag, help: ""), FilterField("batch", .number, help: ""),
        FilterField("seen", .time, help: ""), FilterField("version", .version, help: ""),
    ]
    static let parser = FilterParser(fields: fields, searched: "uid")
    private static let names = "fields are firmware, status, active, batch, seen, version"
    private static let times =
        "takes < and > before an age such as 45s, 30m, 2h or 7d, or an instant in UTC such as "
        + "2026-11-23T14:03Z"

    private static func isIn(_ name: String, _ values: FilterValue..., negated: Bool = false) -> FilterTerm {
        FilterTerm(.isIn(field(name), values, isNegated: negated))
    }

    private static func field(_ name: String) -> FilterField { fields.first { $0.name == name } ?? fields[0] }

    static let lines: [(line: String, terms: [FilterTerm])] = [
        ("", []), ("  \t ", []),
        ("gw-", [FilterTerm(.prefix("gw-"))]),
        ("\"gw 7\"", [FilterTerm(.prefix("gw 7"))]),
        (#""a\"b\\c""#, [FilterTerm(.prefix(#"a"b\c"#))]),
        (#"a\b!"#, [FilterTerm(.prefix(#"a\b!"#))]),
        ("in", [FilterTerm(.prefix("in"))]),
        ("firmware", [FilterTerm(.prefix("firmware"))]),
        ("firmware=1.0.0-rc.1+b", [isIn("firmware", .text("1.0.0-rc.1+b"))]),
        ("Firmware = 1.0.0", [isIn("firmware", .text("1.0.0"))]),
        ("firmware=\"\"", [isIn("firmware", .text(""))]),
        ("firmware=in", [isIn("firmware", .text("in"))]),
        ("firmware=\"and\"", [isIn("firmware", .text("and"))]),
        ("firmware!=a AND batch=-7", [isIn("firmware", .text("a"), negated: true), isIn("batch", .number(-7))]),
        ("status in(failed,done)", [isIn("status", .text("failed"), .text("done"))]),
        ("status=in( failed , \"done\" )", [isIn("status", .text("failed"), .text("done"))]),
        ("status!=in(done)", [isIn("status", .text("done"), negated: true)]),
        ("active=yes and active=FALSE", [isIn("active", .flag(true)), isIn("active", .flag(false))]),
        ("version=build-7", [isIn("version", .text("build-7"))]),
        ("version<v1.2", [FilterTerm(.compare(field("version"), .less, .text("v1.2")))]),
        ("version>2026-11-23", [FilterTerm(.compare(field("version"), .greater, .text("2026-11-23")))]),
        ("seen<45s", [FilterTerm(.compare(field("seen"), .less, .age(45_000)))]),
        ("seen>7d", [FilterTerm(.compare(field("seen"), .greater, .age(604_800_000)))]),
        (
            "seen>2026-11-23T14:00Z",
            [FilterTerm(.compare(field("seen"), .greater, .instant(Timestamp(milliseconds: 1_795_442_400_000))))]
        ),
        (
            "seen<2026-11-23",
            [FilterTerm(.compare(field("seen"), .less, .instant(Timestamp(milliseconds: 1_795_392_000_000))))]
        ),
    ]

    @Test(arguments: lines.indices)
    func `a line is read as its terms`(index: Int) throws {
        let (line, terms) = Self.lines[index]
        #expect(Self.parser.read(line).faults == [])
        #expect(Self.parser.read(line).filter == Filter(terms))
    }

    @Test(arguments: lines.indices)
    func `what a filter prints is read as that filter`(index: Int) {
        let filter = Filter(Self.lines[index].terms)
        let reading = Self.parser.read(filter.description)
        #expect(reading.faults == [])
        #expect(reading.filter == filter)
    }

    static let faults: [(line: String, faults: [String])] = [
        ("frimware=1.0.0", ["column 1: no field \"frimware\"; did you mean firmware? \(names)"]),
        ("gw and  zone=a", ["column 9: no field \"zone\"; \(names)"]),
        ("firmware=", ["column 10: a value of firmware is missing"]),
        ("firmware= and gw", ["column 11: a value of firmware is missing"]),
        ("firmware==a", ["column 10: a value of firmware is missing"]),
        ("firmware<2", ["column 9: firmware is neither a time nor a version: it takes =, != and in(…)"]),
        (
            "version<build-7",
            ["column 9: \"build-7\" is not a version such as 1.4.0, v1.4, 1.4.0.2-rc.1 or 2026.11.23"]
        ),
        (
            "status=faild",
            ["column 8: \"faild\" is not a value of status; did you mean failed? possible are failed, done"]
        ),
        (
            "status in(done,x,y)",
            [
                "column 16: \"x\" is not a value of status; possible are failed, done",
                "column 18: \"y\" is not a value of status; possible are failed, done",
            ]
        ),
        ("status in()", ["column 11: a value of status is missing"]),
        ("status in(,done)", ["column 11: a value of status is missing"]),
        ("status in(done", ["column 15: the list is never closed by \")\""]),
        ("status in(done failed)", ["column 16: \",\" or \")\" is missing before \"failed\""]),
        ("in(a)", ["column 1: a field is missing before in(…)"]),
        ("active=perhaps", ["column 8: \"perhaps\" is neither yes nor no"]),
        ("batch=7x", ["column 7: \"7x\" is not a number"]),
        ("batch=99999999999999999999", ["column 7: \"99999999999999999999\" is not a number"]),
        ("seen=3m", ["column 5: seen \(times)"]),
        ("seen in(3m)", ["column 6: seen \(times)"]),
        ("seen<3x", ["column 6: \"3x\" is not a time; seen \(times)"]),
        ("seen<2026-02-30T00:00Z", ["column 6: \"2026-02-30T00:00Z\" is not a time; seen \(times)"]),
        ("=a", ["column 1: \"=\" needs a field before it: \(names)"]),
        ("(gw)", ["column 1: \"(\" needs a field before it: \(names)"]),
        ("\"status\"=done", ["column 1: a field is written without quotes: \(names)"]),
        ("gw dev", ["column 4: an \"and\" is missing before \"dev\""]),
        ("gw and", ["column 7: a term is missing after \"and\""]),
        ("and gw", ["column 1: a term is missing before \"and\"; quote the word to search for it"]),
        ("\"gw", ["column 1: this quote is never closed"]),
        (#""g\w""#, [#"column 3: \ stands before " or \ only; write \\ for one"#]),
        ("gw\u{0}x", ["column 3: the control character U+0000"]),
        // An accent is a part of the character before it.
        (
            "e\u{301}=a and \u{1F1E9}\u{1F1EA} x",
            [
                "column 1: no field \"e\u{301}\"; \(names)", "column 11: an \"and\" is missing before \"x\"",
            ]
        ),
        (
            "zone=a and active=x and gw dev",
            [
                "column 1: no field \"zone\"; \(names)", "column 19: \"x\" is neither yes nor no",
                "column 28: an \"and\" is missing before \"dev\"",
            ]
        ),
    ]

    @Test(arguments: faults.indices)
    func `every fault is found at once, where it stands`(index: Int) {
        let (line, faults) = Self.faults[index]
        #expect(Self.parser.read(line).faults.map(\.description) == faults)
    }

    @Test func `a fault reaches the caller as a fault of the request`() {
        let fault = FieldFault(field: "filter", fault: "column 7: \"7x\" is not a number")
        #expect(throws: SlipwayError.invalidRequest([fault])) { try Self.parser.filter("batch=7x") }
    }

    @Test func `a list without bare words says so`() {
        let parser = FilterParser(fields: Array(Self.fields.prefix(1)), searched: nil)
        #expect(
            parser.read("gw").faults.map(\.description)
                == ["column 1: this list is searched by fields only, as field=value: fields are firmware"])
    }

    @Test func `a filter is bounded in length, terms and values`() {
        let long = String(repeating: "a", count: FilterParser.maximumLength + 1)
        #expect(Self.parser.read(String(long.dropLast())).faults == [])
        #expect(Self.parser.read(long).faults.map(\.column) == [FilterParser.maximumLength + 1])
        let terms = Array(repeating: "a", count: FilterParser.maximumTerms)
        #expect(Self.parser.read(terms.joined(separator: " and ")).faults == [])
        let more = Self.parser.read((terms + ["b", "c"]).joined(separator: " and ")).faults
        #expect(more.map(\.description) == ["column 121: a filter has at most 20 terms"])
        let values = Array(repeating: "a", count: FilterParser.maximumValues + 1).joined(separator: ",")
        #expect(
            Self.parser.read("firmware in(\(values))").faults.map(\.description)
                == ["column 10: in(…) takes at most 100 values"])
    }

    /// Pieces that mean something, and scalars of all planes.
    private static func line(using generator: inout SeededGenerator) -> String {
        let pieces = [
            "and", "in", "in(", "(", ")", ",", "=", "!=", "!", "<", ">", "\"", "\\", "\\\"", " ", "firmware", "status",
            "seen", "active", "batch", "failed", "yes", "7", "30m", "2026-11-23", "\u{301}", "\u{200D}", "\r\n", "ü",
        ]
        return (0..<Int.random(in: 0...12, using: &generator)).map { _ in
            if Int.random(in: 0...5, using: &generator) > 0 { return pieces.randomElement(using: &generator) ?? "" }
            return Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &generator)).map { String($0) } ?? ""
        }.joined()
    }

    @Test func `any line is read, its faults stand in it, and what is sound is printed as it was read`() {
        var generator = SeededGenerator(seed: 7)
        var sound = 0
        for _ in 0..<20_000 {
            let line = Self.line(using: &generator)
            let reading = Self.parser.read(line)
            #expect(reading.faults.allSatisfy { (1...line.count + 1).contains($0.column) }, "\(line.debugDescription)")
            #expect(reading.faults.map(\.column) == reading.faults.map(\.column).sorted())
            guard reading.faults.isEmpty, !reading.filter.terms.isEmpty else { continue }
            sound += 1
            #expect(Self.parser.read(reading.filter.description) == reading, "\(line.debugDescription)")
        }
        #expect(sound > 1_000)
    }

    @Test func `any bytes are read`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let line = String(decoding: bytes, as: UTF8.self)
            #expect(Self.parser.read(line).faults.allSatisfy { $0.column <= line.count + 1 })
        }
    }
}
