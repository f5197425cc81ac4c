import SlipwayCore
import SlipwayServices
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        ("", "ends too early at line 1, column 1"),
        ("{\n  \"a\": ", "ends too early at line 2, column 8"),
        ("{\"a\":1,}", "lacks the name of a member at line 1, column 8"),
        ("{\"a\":1}\n\n x", "has more after its end at line 3, column 2"),
        ("{\"a\":1,\n\"a\":2}", "names a member twice at line 2, column 1"),
        ("[1 2]", "lacks a comma or the end of a list at line 1, column 4"),
        ("[01]", "lacks a comma or the end of a list at line 1, column 3"),
        ("nul", "is not JSON at line 1, column 1"),
        ("\"a\u{1}\"", "holds a control character in a text at line 1, column 3"),
        ("\"\\x\"", "holds an unknown escape at line 1, column 2"),
        ("\"abc", "ends inside of a text at line 1, column 5"),
    ])
    func `what is no JSON is named with its place`(text: String, fault: String) {
        #expect(throws: SlipwayError.invalidRequest([FieldFault(field: "body", fault: fault)])) {
            try JSONParser.parse(Array(text.utf8))
        }
    }

    @Test(arguments: [
        "", "{", "}", "{}}", "{} {}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, "{a:1}",
        #"{"a":01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#, #"{"a":1e}"#, #"{"a":-}"#, #"{"a":tru}"#,
        #"{"a":[1,]}"#,
        #"{"a":"\x"}"#, #"{"a":"\u12"}"#, #"{"a":"\u+123"}"#, #"{"a":"b}"#, #"{"a":"\"#, "{\"a\":\"\n\"}",
        "{\"a\":\"\u{0}\"}",
        "\u{FEFF}", "{}\u{FEFF}", "\u{FEFF}\u{FEFF}{}", #"{"a":1,"a":2}"#, #"{"ev":"a","\u0065v":"b"}"#, #"{"a":NaN}"#,
        "{'a':1}",
        #"{"a":"# + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "}",
        #"{"a":"# + String(repeating: "[", count: 60_000),
    ])
    func `what is not sound is refused`(text: String) {
        #expect(throws: SlipwayError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func `64 levels are read, and 65 are not`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONParser.parse(nested(64))
        #expect(throws: SlipwayError.self) { try JSONParser.parse(nested(65)) }
        #expect(throws: SlipwayError.self) { try JSONParser.parse(nested(1_000_000)) }
    }

    @Test func `a byte order mark before it is skipped`() throws {
        let node = try JSONParser.parse(Array("\u{FEFF} {\"a\":1}".utf8))
        #expect(node.members?["a"]?.whole == 1)
        #expect(String(decoding: node.source, as: UTF8.self) == "{\"a\":1}")
    }

    @Test func `only so many values are read, of whatever kind`() throws {
        _ = try JSONParser.parse(Array(#"{"a":[1,{}]}"#.utf8), values: 4)
        let fault = FieldFault(field: "body", fault: "has more than 3 values at line 1, column 9")
        #expect(throws: SlipwayError.invalidRequest([fault])) {
            try JSONParser.parse(Array(#"{"a":[1,{}]}"#.utf8), values: 3)
        }
    }

    @Test func `a short text cannot take much memory`() {
        let text = "[" + String(repeating: "[],", count: JSONParser.maximumValues) + "0]"
        #expect(throws: SlipwayError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func `what is not UTF-8 is refused`() {
        #expect(throws: SlipwayError.invalidRequest([FieldFault(field: "body", fault: "is not UTF-8")])) {
            try JSONParser.parse([0x22, 0xFF, 0x22])
        }
    }

    @Test func `every part keeps how it was written`() throws {
        let text = #"{"n" : 12345678901234567890.10, "t":"\u00e9\ud83d\ude00"}"#
        let node = try JSONParser.parse(Array(text.utf8))
        guard case .object(let members) = node.value, case .number(let digits) = members["n"]?.value,
            case .text(let spelled) = members["t"]?.value
        else {
            Issue.record("an object with a number and a text")
            return
        }
        #expect(digits == "12345678901234567890.10")
        #expect(spelled == "é😀")
        #expect(String(decoding: node.source, as: UTF8.self) == text)
    }

    @Test func `random bytes and broken texts crash nothing`() throws {
        var generator = SeededGenerator(seed: 7)
        let sound = Array(#"{"a":[1,-2.5e+3,true,null,"x\n\u00e9"],"b":{"c":[]}}"#.utf8)
        var read = 0
        for _ in 0..<20_000 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                if Bool.random(using: &generator) {
                    bytes[place] = UInt8.random(in: 0...255, using: &generator)
                } else {
                    bytes.remove(at: place)
                }
            }
            do {
                _ = try JSONParser.parse(bytes)
                read += 1
            } catch {
                guard case .invalidRequest(let faults) = error else { throw error }
                #expect(faults.count == 1)
            }
        }
        #expect((1..<20_000).contains(read))
    }
}
