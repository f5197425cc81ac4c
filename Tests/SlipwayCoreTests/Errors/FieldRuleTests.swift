import SlipwayCore
import Testing

@Suite struct FieldRuleTests {
    @Test(arguments: [FieldRule.identifier, .name])
    func `characters that cannot be seen or told apart are refused by their names`(rule: FieldRule) {
        let faults = rule.faults(of: "a\u{200B}b\u{A0}c\u{2028}\u{200B}", field: "name").map(\.fault)
        #expect(
            faults == [
                "contains U+00A0 NO-BREAK SPACE", "contains U+200B ZERO WIDTH SPACE", "contains U+2028 LINE SEPARATOR",
            ])
        #expect(rule.faults(of: "Zürich 東京 😀 a-b_c", field: "name") == [])
    }

    @Test func `a text of nothing else is not told at any length`() {
        let tags = String(String.UnicodeScalarView((0xE0020...0xE007F).compactMap(Unicode.Scalar.init(_:))))
        #expect(FieldRule.name.faults(of: tags, field: "name").count == 3)
    }

    @Test(arguments: [FieldRule.text, .reported])
    func `free text and what devices report may hold them`(rule: FieldRule) {
        #expect(rule.faults(of: "a\u{200D}b\u{A0}c", field: "reason") == [])
        #expect(rule.faults(of: "\u{7}", field: "reason").map(\.fault) == ["holds the control character U+0007"])
    }
}
