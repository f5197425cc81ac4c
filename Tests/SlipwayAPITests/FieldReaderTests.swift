import SlipwayAPI
import SlipwayCore
import SlipwayServices
import Testing

@Suite struct FieldReaderTests {
    @Test func `every fault of an object is named at once`() throws {
        let text = #"{"name":7,"count":1e99,"list":[1,"x",2.5],"flag":"yes","kind":"blue","half":"\ud800"}"#
        var fields = FieldReader(try JSONParser.parse(Array(text.utf8)))
        _ = fields.text("name")
        _ = fields.integer("count")
        _ = fields.integers("list")
        _ = fields.optionalFlag("flag")
        _ = fields.optionalChoice("kind", of: ReleaseChannel.self)
        _ = fields.optionalText("half")
        _ = fields.text("missing")
        #expect(
            fields.faults.map(\.description) == [
                "name: must be a text, and is a number", "count: is no whole number in range",
                "list[1]: must be a whole number, and is a text", "list[2]: is no whole number in range",
                "flag: must be true or false, and is a text", "kind: must be one of alpha, beta, production",
                "half: must be a text, and is a text with half of a surrogate pair", "missing: is missing",
            ])
    }
}
