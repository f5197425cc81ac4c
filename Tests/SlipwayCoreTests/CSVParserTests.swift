import SlipwayCore
import Testing

@Suite("Reading CSV")
struct CSVParserTests {
    @Test func `rows end with LF, CRLF or CR, and the last one needs no end`() {
        #expect(
            records("a,b\nc,d\r\ne,f\rg,h")
                == [
                    CSVRecord(line: 1, fields: ["a", "b"]), CSVRecord(line: 2, fields: ["c", "d"]),
                    CSVRecord(line: 3, fields: ["e", "f"]), CSVRecord(line: 4, fields: ["g", "h"]),
                ])
    }

    @Test func `quotes hold separators, line ends and doubled quotes`() {
        #expect(
            records("\"a,1\",\"say \"\"hi\"\"\",\"two\nlines\"\nnext\n")
                == [
                    CSVRecord(line: 1, fields: ["a,1", "say \"hi\"", "two\nlines"]),
                    CSVRecord(line: 3, fields: ["next"]),
                ])
    }

    @Test func `a byte order mark is not part of the first field`() {
        #expect(records(bytes: [0xEF, 0xBB, 0xBF] + Array("uid\n".utf8)) == [CSVRecord(line: 1, fields: ["uid"])])
    }

    @Test func `empty lines are passed over and counted`() {
        #expect(
            records("a\n\n\r\nb\n")
                == [CSVRecord(line: 1, fields: ["a"]), CSVRecord(line: 4, fields: ["b"])])
    }

    @Test func `empty fields are fields`() {
        #expect(
            records(",\n\"\",\n") == [CSVRecord(line: 1, fields: ["", ""]), CSVRecord(line: 2, fields: ["", ""])])
    }

    @Test func `invalid UTF-8 is named by field and does not spoil the next row`() {
        let rows = records(bytes: Array("ok,".utf8) + [0xFF, 0xFE] + Array("\nnext,x\n".utf8))
        #expect(rows.map(\.fault) == ["field 2 is not valid UTF-8", nil])
    }

    @Test func `a field of ten megabytes is a fault and keeps nothing of its bulk`() {
        let rows = records("a," + String(repeating: "x", count: 10 << 20) + "\nb,c\n")
        #expect(rows.map(\.fault) == ["field 2 has 10485760 bytes; at most 65536 are read", nil])
        #expect(rows.first?.fields.last?.utf8.count == 200)
    }

    @Test func `a quote that is never closed is a fault`() {
        #expect(records("\"a,b\nc").map(\.fault) == ["the quote that opens in this row is never closed"])
    }

    @Test func `text after a closing quote is a fault`() {
        #expect(records("\"a\"b,c\n").map(\.fault) == ["field 1 goes on after its closing quote"])
    }

    @Test(arguments: [1, 2, 3, 7])
    func `it does not matter how the bytes are cut`(size: Int) {
        let bytes = Array("\u{FEFF}a,\"b\"\"ü\"\r\n\r\n\"c\nd\",é\r".utf8)
        var parser = CSVParser()
        var rows: [CSVRecord] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            rows += parser.feed(bytes[start..<min(start + size, bytes.count)])
        }
        if let last = parser.finish() { rows.append(last) }
        #expect(
            rows == [CSVRecord(line: 1, fields: ["a", "b\"ü"]), CSVRecord(line: 3, fields: ["c\nd", "é"])])
    }

    @Test func `a written line reads back as it was`() {
        let fields = ["plain", "a,b", "say \"hi\"", "two\nlines", ""]
        #expect(records(CSVRecord.line(fields) + "\n").map(\.fields) == [fields])
    }

    private func records(_ text: String) -> [CSVRecord] { records(bytes: Array(text.utf8)) }

    private func records(bytes: [UInt8]) -> [CSVRecord] {
        var parser = CSVParser()
        let rows = parser.feed(bytes)
        return rows + (parser.finish().map { [$0] } ?? [])
    }
}
