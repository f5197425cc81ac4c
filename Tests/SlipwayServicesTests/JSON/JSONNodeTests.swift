import SlipwayServices
import Testing

@Suite struct JSONNodeTests {
    @Test(arguments: [
        ("{}", "{}"), (" { } ", "{}"),
        (#"{"a" : [ 1 , -0.5e+10, true, false, null, {} , [] ]}"#, #"{"a":[1,-0.5e+10,true,false,null,{},[]]}"#),
        (#"{"a b": " c\" d "}"#, #"{"a b":" c\" d "}"#),
        ("{\n\t\"é\"\r: 12345678901234567890.10}", #"{"é":12345678901234567890.10}"#),
        (#"{"half":"\ud800"}"#, #"{"half":"\ud800"}"#),
    ])
    func `white space between the parts goes, everything else stays`(text: String, compact: String) throws {
        #expect(try JSONParser.parse(Array(text.utf8)).compact == compact)
    }

    @Test func `texts of an object are spelled out`() throws {
        let text = #"{"ev":"\u0062oo\t\ud83d\ude00é","n":1,"half":"\ud83d","in":{"ev":"x"},"list":["ev"]}"#
        let members = try #require(try JSONParser.parse(Array(text.utf8)).members)
        #expect(members.compactMapValues(\.text) == ["ev": "boo\t😀é"])
    }

    @Test(
        arguments: [
            ("7", 7), ("-0", 0), ("1e3", 1_000), ("5.0", 5), ("9223372036854775807", .max), ("1.5", nil), ("1e99", nil),
            ("9223372036854775808", nil), ("\"7\"", nil), ("true", nil),
        ] as [(String, Int64?)])
    func `a whole number is one that is in range`(text: String, whole: Int64?) throws {
        #expect(try JSONParser.parse(Array(text.utf8)).whole == whole)
    }

    @Test func `what was read is written again, and what nothing holds as a text`() throws {
        let text = #"{"camelCase":[null,true,-7,2.5,"é"],"half":"\ud83d","huge":1e999,"in":{"B":{}}}"#
        #expect(
            try JSONText.compact(JSONParser.parse(Array(text.utf8)))
                == #"{"camelCase":[null,true,-7,2.5,"é"],"half":"\\ud83d","huge":"1e999","in":{"B":{}}}"#)
    }
}
