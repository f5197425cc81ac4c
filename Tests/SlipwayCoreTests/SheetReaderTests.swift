import SlipwayCore
import Testing

@Suite struct SheetReaderTests {
    private static let rows = [["gw-1", "acme"], ["gw-2", "é 😀"]]

    @Test(arguments: [
        "Device UID;Organization\r\ngw-1;acme\r\ngw-2;é 😀\r\n",
        "Device UID\tOrganization\ngw-1\tacme\ngw-2\té 😀",
        "sep=;\r\ndevice_uid;organization\r\ngw-1;acme\r\ngw-2;é 😀",
        "\"sep=\t\"\ndevice_uid\torganization\ngw-1\tacme\n\"gw-2\"\t\"é 😀\"\n",
        "SEP=,\rdevice_uid,organization\rgw-1,acme\rgw-2,é 😀\r",
    ])
    func `a sheet reads alike in every encoding, however it is cut`(text: String) throws {
        let big = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        let little = text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        for bytes in [Array(text.utf8), [0xEF, 0xBB, 0xBF] + text.utf8, [0xFE, 0xFF] + big, [0xFF, 0xFE] + little] {
            for size in [1, 3, 7, bytes.count] {
                var reader = SheetReader(options: SheetOptions(), namesOrganizations: true)
                var found: [CSVRecord] = []
                for start in stride(from: 0, to: bytes.count, by: size) {
                    found += try reader.feed(bytes[start..<min(start + size, bytes.count)])
                }
                found += try reader.finish()
                #expect(found.map(\.fields) == Self.rows)
                #expect(reader.layout?.columns == [.deviceUID, .organization])
                #expect(found.first?.line == (text.lowercased().contains("sep=") ? 3 : 2))
            }
        }
    }

    @Test func `rows in which nothing stands are counted and left out`() throws {
        let text = "uid,serial,note\n\"\"\n,,\n \t,\u{A0},\n\ngw-1,,\n,,only a note\n,7,\n"
        var reader = SheetReader(options: SheetOptions(), namesOrganizations: false)
        let found = try reader.feed(text.utf8) + reader.finish()
        #expect(found.map(\.fields) == [["gw-1", "", ""], ["", "7", ""]])
        #expect(found.map(\.line) == [6, 8])
        #expect(reader.emptyRows == 4)
    }

    @Test func `half a character in UTF-16 is one that was lost`() throws {
        let bytes: [UInt8] = [0xFF, 0xFE, 0x61, 0x00, 0x3D, 0xD8, 0x0A, 0x00, 0x62]
        #expect(String(decoding: SheetTranscoder.utf8(of: bytes), as: UTF8.self) == "a\u{FFFD}\n\u{FFFD}")
    }

    @Test(arguments: [("sep=|\nuid|org\n", "|"), ("sep=\nuid\n", "")])
    func `a separator that is none is refused`(text: String, name: String) {
        #expect(
            throws: SlipwayError.invalidRequest([
                FieldFault(field: "sep=", fault: "names \"\(name)\"; commas, semicolons or tabs separate the columns")
            ])
        ) {
            var reader = SheetReader(options: SheetOptions(), namesOrganizations: true)
            _ = try reader.feed(text.utf8)
        }
    }

    @Test func `lines are counted inside of quotes, whatever ends them`() throws {
        var parser = CSVParser()
        let records = parser.feed("\"a\r\nb\rc\nd\",x\r\ny\r\n".utf8)
        #expect(records.map(\.line) == [1, 5])
    }
}
