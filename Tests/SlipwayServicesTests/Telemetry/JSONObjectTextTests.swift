import Testing

@testable import SlipwayServices

@Suite struct JSONObjectTextTests {
    @Test(arguments: [
        ("{}", "{}"), (" { } ", "{}"),
        (#"{"a" : [ 1 , -0.5e+10, true, false, null, {} , [] ]}"#, #"{"a":[1,-0.5e+10,true,false,null,{},[]]}"#),
        (#"{"a b": " c\" d "}"#, #"{"a b":" c\" d "}"#),
        ("{\n\t\"é\"\r: 12345678901234567890.10}", #"{"é":12345678901234567890.10}"#),
        (#"{"half":"\ud800"}"#, #"{"half":"\ud800"}"#),
    ])
    func `white space between the parts goes, everything else stays`(text: String, compact: String) {
        #expect(JSONObjectText(text)?.compact == compact)
    }

    @Test(arguments: [
        "", "1", "[]", "null", "{", "}", "{}}", "{} {}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, "{a:1}",
        #"{"a":01}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#, #"{"a":1e}"#, #"{"a":-}"#, #"{"a":tru}"#,
        #"{"a":[1,]}"#,
        #"{"a":"\x"}"#, #"{"a":"\u12"}"#, #"{"a":"\u+123"}"#, #"{"a":"b}"#, #"{"a":"\"#, "{\"a\":\"\n\"}",
        "{\"a\":\"\u{0}\"}",
        "\u{FEFF}{}", #"{"a":1,"a":2}"#, #"{"ev":"a","\u0065v":"b"}"#, #"{"a":NaN}"#, "{'a':1}",
        #"{"a":"# + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "}",
        #"{"a":"# + String(repeating: "[", count: 60_000),
    ])
    func `what is no sound object is refused`(text: String) {
        #expect(JSONObjectText(text) == nil)
    }

    @Test func `texts of the object itself are spelled out`() {
        let object = JSONObjectText(
            #"{"ev":"\u0062oo\t\ud83d\ude00é","n":1,"half":"\ud83d","in":{"ev":"x"},"list":["ev"]}"#)
        #expect(object?.texts == ["ev": "boo\t😀é"])
    }
}
