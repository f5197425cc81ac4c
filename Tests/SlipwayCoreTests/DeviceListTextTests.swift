import SlipwayCore
import Testing

@Suite struct DeviceListTextTests {
    @Test(arguments: [
        "gw-1\r\ngw-2\r\nid:3\r\n", "gw-1\rgw-2\rid:3", "\u{FEFF} gw-1\t\n\n\"gw-2\"\nid:3\n",
        "Device UID;Colour\ngw-1;red\ngw-2;\nid:3;green\n", "sep=,\nuid\ngw-1\ngw-2\nid:3\n",
        "sep=;\ngw-1\ngw-2\nid:3\n",
    ])
    func `each device of a list is named, whatever ends its line and stands beside it`(text: String) throws {
        #expect(try DeviceListText(text.utf8).entries.map(\.text) == ["gw-1", "gw-2", "id:3"])
        let utf16 = [0xFF, 0xFE] + text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(try DeviceListText(utf16).entries.map(\.text).last == "id:3")
    }

    @Test func `a uid without a header may hold what separates columns, and empty lines are counted`() throws {
        let list = try DeviceListText("a,b\n\"\"\n,,\n\nc;d\n".utf8)
        #expect(list.entries.map(\.text) == ["a,b", "c;d"])
        #expect(list.entries.map(\.line) == [1, 5])
        #expect(list.emptyRows == 2)
    }

    @Test func `every row of a sheet that names no device is a fault`() {
        #expect(
            throws: SlipwayError.invalidRequest([
                FieldFault(field: "line 2, device_uid", fault: "is missing"),
                FieldFault(field: "line 3", fault: "has 1 fields, the header has 2"),
            ])
        ) { try DeviceListText("uid,serial\n,7\nx\n".utf8) }
    }

    @Test func `a list that is joined by commas has no blanks around its items`() {
        #expect(" C, D ,,E F,\t".commaSeparated == ["C", "D", "E F"])
    }
}
