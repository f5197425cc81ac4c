import SlipwayAPI
import SlipwayCore
import Testing

@Suite struct MultipartParserTests {
    private static let file: [UInt8] = Array("\r\n--\r\n------form-8f3\r\n------form-8f3b\u{0}".utf8)

    /// The parts with their bytes, whatever pieces they came in.
    private func parts(_ pieces: [ArraySlice<UInt8>]) throws -> [String: [UInt8]] {
        var parser = try #require(MultipartParser(boundary: FormExample.boundary))
        var parts: [String: [UInt8]] = [:]
        var name = ""
        for piece in pieces {
            for event in try parser.feed(piece) {
                switch event {
                case .partBegan(let part):
                    name = part.name
                    parts[name] = []
                case .bytes(let bytes): parts[name]? += bytes
                case .partEnded: name = ""
                }
            }
        }
        #expect(parser.hasEnded)
        return parts
    }

    @Test func `a form is read alike in whatever pieces it arrives`() throws {
        let bytes = FormExample(fields: ["version": "1.0.0", "notes": ""], file: Self.file).bytes
        let expected = ["version": Array("1.0.0".utf8), "notes": [], "firmware": Self.file]
        var generator = SeededGenerator(seed: 11)
        #expect(try parts(bytes.map { [$0] }) == expected)
        for _ in 0..<2_000 {
            var pieces: [ArraySlice<UInt8>] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...min(rest.count, 90), using: &generator)
                pieces.append(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(try parts(pieces) == expected)
        }
    }

    @Test func `a broken form is refused or read, and never crashes`() throws {
        let sound = FormExample(fields: ["version": "1.0.0"], file: Self.file).bytes
        var generator = SeededGenerator(seed: 12)
        var refused = 0
        for _ in 0..<10_000 {
            var bytes = sound
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let slot = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[slot] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: slot)
                default: bytes.removeSubrange(slot...)
                }
                if bytes.isEmpty { break }
            }
            var parser = try #require(MultipartParser(boundary: FormExample.boundary))
            do {
                var kept = 0
                for event in try parser.feed(bytes) {
                    if case .bytes(let bytes) = event { kept += bytes.count }
                }
                #expect(kept <= bytes.count)
            } catch { refused += 1 }
        }
        #expect((1..<10_000).contains(refused))
    }

    @Test(arguments: [
        ("/etc/passwd", "passwd"), ("..\\..\\boot.bin", "boot.bin"), ("..", "firmware"), ("", "firmware"),
        ("a\\\"b.bin", "a\"b.bin"),
    ])
    func `a file name leads nowhere`(sent: String, kept: String) {
        let headers = "\r\nContent-Disposition: form-data; name=\"firmware\"; filename=\"\(sent)\""
        #expect(MultipartPart(headers: headers)?.fileName == kept)
    }

    @Test func `headers without an end are refused before they fill the memory`() throws {
        var parser = try #require(MultipartParser(boundary: "b"))
        #expect(throws: MultipartParser.Malformed.self) {
            _ = try parser.feed("--b\r\n".utf8)
            for _ in 0..<20 { _ = try parser.feed(String(repeating: "x", count: 1_024).utf8) }
        }
    }
}
