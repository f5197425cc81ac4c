import SlipwayCore
import Testing

@Suite struct SpelledBytesTests {
    @Test(arguments: [
        // RFC 4648, section 10.
        ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"),
        ("Zm9vYmFy", "foobar"), ("666F6F626172", "foobar"),
        // Without padding, broken into lines, in small letters.
        ("Zm9vYg", "foob"), (" Zm9v\r\nYmFy\n", "foobar"), ("666f\n6f62\n", "foob"),
    ])
    func `base64 and hex are read as they come`(text: String, spelled: String) {
        #expect(SpelledBytes.read(text.utf8, count: spelled.utf8.count) == Array(spelled.utf8))
    }

    @Test(arguments: [
        ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"), ("", ""),
    ])
    func `base64 is written with padding`(text: String, spelled: String) {
        #expect(SpelledBytes.base64(Array(spelled.utf8)) == text)
    }

    @Test func `either alphabet spells the same`() {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xBE, 0xFF]
        #expect(SpelledBytes.base64(bytes) == "++++/w==")
        #expect(SpelledBytes.read("++++/w==".utf8, count: 4) == bytes)
        #expect(SpelledBytes.read("----_w".utf8, count: 4) == bytes)
    }

    @Test(arguments: ["Zm9", "Zm9v!", "Z", "Zm9v====", "66gf6f", "666f6", "=", ""])
    func `anything else spells nothing`(text: String) {
        #expect(SpelledBytes.read(text.utf8, count: 3) == nil)
    }

    @Test func `the bytes themselves are taken, but no text of their length`() {
        let bytes = [0x0A, 0x80] + [UInt8](repeating: 7, count: 61) + [0x0A]
        #expect(FirmwareSignature(bytes)?.bytes == bytes)
        let checksum = String(repeating: "ab", count: 32)
        #expect(FirmwareSignature(checksum.utf8) == nil)
    }
}
