import SlipwayCore
import SlipwayServices
import Testing

@testable import SlipwayAPI

@Suite struct FieldReaderTests {
    @Test func `every fault of an object is named at once`() throws {
        let text = #"{"name":7,"count":1e99,"list":[1,"x",2.5],"flag":"yes","kind":"blue","half":"\ud800"}"#
        var fields = FieldReader(try JSONParser.parse(Array(text.utf8)), JSONSchema.empty.opened)
        _ = fields.text("name")
        _ = fields.integer("count")
        _ = fields.integers("list")
        _ = fields.optionalFlag("flag")
        _ = fields.optionalChoice("kind", of: ReleaseChannel.self)
        _ = fields.optionalText("half")
        _ = fields.text("missing")
        #expect(
            fields.faults.map(\.description) == [
                "name: must be a text, and is a number", "count: is not a whole number in range",
                "list[1]: must be a whole number, and is a text", "list[2]: is not a whole number in range",
                "flag: must be true or false, and is a text", "kind: must be one of alpha, beta, production",
                "half: must be a text, and is a text with half of a surrogate pair", "missing: is missing",
            ])
    }

    @Test(arguments: [
        (#"{"wide":null}"#, ["wide: must not be null"]), (#"{"plain":null,"one":1}"#, []),
        (#"{"one":1,"other":2}"#, ["other: cannot stand beside one"]),
        (#"{"palin":1}"#, ["palin: is unknown; did you mean plain? taken are wide, plain, one, other"]),
        (#"{"zzz":1}"#, ["zzz: is unknown; taken are wide, plain, one, other"]),
    ])
    func `what its schema does not say is refused`(text: String, faults: [String]) throws {
        let schema = JSONSchema(
            [.optional("wide", takesNull: false), .optional("plain"), .optional("one"), .optional("other")],
            alternatives: JSONSchema.Alternatives(names: ["one", "other"], isRequired: false))
        let fields = FieldReader(try JSONParser.parse(Array(text.utf8)), schema)
        #expect(fields.faults.map(\.description) == faults)
    }
}
