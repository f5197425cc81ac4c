import SlipwayCore
import Testing

@Suite struct ReasonKeyTests {
    @Test(arguments: [
        ("signature mismatch", "signature mismatch"),
        ("write error at block 4711 of 65536", "write error at block # of #"),
        ("no space left on /data", "no space left on /data"),
        ("/var/lib/slot1/update-2026.bin: I/O error", "/var/lib/slot#/update-#.bin: I/O error"),
        ("nvme0n1p2 is gone", "nvme#n#p# is gone"),
        ("at 0xDEADBEEF", "at #"),
        ("at 0x", "at #x"),
        ("sha256 a1b2c3d4e5f6 differs", "sha# # differs"),
        ("rootfs_9f8e7d6c.img", "rootfs_#.img"),
        ("from 4.12.0-3-g1a2b3c4", "from #.#.#-#-#"),
        ("decade facade", "decade facade"),
        ("surface12 of deck a1b2", "surface# of deck a#b#"),
        ("10.0.0.17 refused", "# refused"),
        ("connect to 192.168.1.20:8443 failed", "connect to #:# failed"),
        ("[2001:db8::8a2e:370:7334]:443", "[#]:#"),
        ("fe80::1%eth0: no route", "#%eth#: no route"),
        ("via ::1", "via #"),
        ("::ffff:10.1.2.3 refused", "# refused"),
        ("1:2:3:4:5:6:7:8", "#"),
        ("std::bad_alloc in step::12", "std::bad_alloc in step::#"),
        ("timed out at 14:03:07", "timed out at #:#:#"),
        ("link 00:1B:44:11:3a:b7 down", "link # down"),
        ("link 00-1B-44-11-3a-b7 down", "link # down"),
        ("session 550e8400-e29b-41d4-a716-446655440000 lost", "session # lost"),
        ("battery at ٤٢ percent", "battery at # percent"),
        ("  bad \t\r\n\u{1b}[31mblock\u{7f}\u{85}12  ", "bad [#mblock #"),
        ("Größe 7 zu groß", "Größe # zu groß"),
        ("", ""),
        (" \n\t ", ""),
    ])
    func `Numbers, identifiers and addresses are masked`(text: String, key: String) {
        #expect(ReasonKey.masking(text).rawValue == key)
    }

    @Test func `Five thousand failures that differ in details share a key`() {
        let keys = (0..<5_000).map { number in
            ReasonKey.masking("device 10.0.\(number / 250).\(number % 250): block \(number) of 0x\(number) unreadable")
        }
        #expect(Set(keys) == [ReasonKey(rawValue: "device #: block # of # unreadable")])
    }

    @Test func `A key ends after 120 characters, between two characters`() {
        let family = "👩‍👩‍👧‍👦"
        let key = ReasonKey.masking(String(repeating: "x", count: 119) + family)
        #expect(key.rawValue == String(repeating: "x", count: 119))
        #expect(ReasonKey.masking(String(repeating: "x ", count: 200)).rawValue.count == 119)
    }

    @Test(arguments: ["a", "0", "0x", "a1", "::", "1:", ":1:", "1.", "g", "a-", " ", "\0", "\u{301}", "e\u{301}"])
    func `A hostile text of any size costs no more than its beginning`(pattern: String) {
        let text = String(repeating: pattern, count: 2_000_000 / pattern.utf8.count)
        let clock = ContinuousClock()
        let duration = clock.measure {
            for _ in 0..<10 { #expect(ReasonKey.masking(text).rawValue.unicodeScalars.count <= 120) }
        }
        #expect(duration < .seconds(2))
    }
}
