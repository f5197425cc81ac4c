import Foundation
import SlipwayServices
import Testing

@Suite struct JSONTextTests {
    private struct Record: Encodable {
        let deviceUID: String
    }

    private static let hostile = "a\"\\/\n\u{1B}[2J\u{7F}\u{9B}\u{202E}\u{2028}\u{E000}é漢😀"

    @Test func `no control character of any kind is written`() throws {
        let escaped = #"a\"\\/\n\u001b[2J\u007f\u009b\u202e\u2028\ue000é漢😀"#
        #expect(try JSONText.compact(Record(deviceUID: Self.hostile)) == #"{"device_uid":"\#(escaped)"}"#)
        #expect(JSONText.quoted(Self.hostile) == "\"\(escaped.replacing(#"\n"#, with: #"\u000a"#))\"")
    }

    @Test func `a quoted text is read as it was`() throws {
        let texts = try JSONDecoder().decode([String].self, from: Data("[\(JSONText.quoted(Self.hostile))]".utf8))
        #expect(texts == [Self.hostile])
    }
}
