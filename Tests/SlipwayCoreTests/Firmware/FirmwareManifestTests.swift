import SlipwayCore
import Testing

@Suite struct FirmwareManifestTests {
    private static let sha256 = String(repeating: "ab", count: 32)
    private static let text = """
        slipway-manifest-v1
        sha256 \(sha256)
        size 1000
        version 4.13.0
        hardware C
        hardware rev D
        minimum 4.0.0

        """

    private static func manifest(
        _ hardwareVersions: [String] = ["C", "rev D"], minimum: String? = "4.0.0"
    ) -> FirmwareManifest {
        FirmwareManifest(
            sha256: sha256, sizeBytes: 1_000, version: "4.13.0", hardwareVersions: hardwareVersions,
            minimumVersion: minimum)
    }

    private static func faults(_ text: String, of manifest: FirmwareManifest = manifest()) -> [String] {
        let faults = manifest.faults(in: Array(text.utf8))
        #expect(faults.allSatisfy { $0.field == "manifest" })
        return faults.map(\.fault)
    }

    @Test func `the canonical form has a line for each member that the release has`() {
        #expect(Self.manifest().text == Self.text)
        let bare = "slipway-manifest-v1\nsha256 \(Self.sha256)\nsize 1000\nversion 4.13.0\n"
        #expect(Self.manifest([], minimum: nil).text == bare)
        #expect(Self.faults(bare, of: Self.manifest([], minimum: nil)) == [])
    }

    @Test(arguments: [["rev D", "C"], ["C", "rev D", "C"]])
    func `in which order hardware versions are given, and how often, makes no other manifest`(versions: [String]) {
        #expect(Self.manifest(versions).text == Self.text)
        #expect(Self.faults(Self.text, of: Self.manifest(versions)) == [])
    }

    @Test func `hardware versions are in the order of their bytes`() {
        let lines = Self.manifest(["é", "b", "Z", "a1", "a"]).text.split(separator: "\n").filter {
            $0.hasPrefix("hardware")
        }
        #expect(lines == ["hardware Z", "hardware a", "hardware a1", "hardware b", "hardware é"])
    }

    @Test(arguments: [
        ("sha256 \(sha256)", "sha256 00", "says sha256 \"00\", and the release has \"\(sha256)\""),
        ("size 1000", "size 01000", "says size \"01000\", and the release has \"1000\""),
        ("version 4.13.0", "version 99.0.0", "says version \"99.0.0\", and the release has \"4.13.0\""),
        ("hardware C\n", "", "says hardware \"rev D\", and the release has \"C, rev D\""),
        ("hardware C\nhardware rev D\n", "", "says hardware any, and the release has \"C, rev D\""),
        ("minimum 4.0.0", "minimum 1.0.0", "says minimum \"1.0.0\", and the release has \"4.0.0\""),
        ("minimum 4.0.0\n", "", "says minimum none, and the release has \"4.0.0\""),
        ("size 1000\n", "", "says size none, and the release has \"1000\""),
    ])
    func `a member that says something else is named with both values`(line: String, given: String, fault: String) {
        #expect(Self.faults(Self.text.replacing(line, with: given)) == [fault])
    }

    @Test func `what the release has none of is named as well`() {
        #expect(
            Self.faults(Self.text, of: Self.manifest([], minimum: nil)) == [
                "says minimum \"4.0.0\", and the release has none",
                "says hardware \"C, rev D\", and the release has any",
            ])
    }

    @Test(arguments: [
        ("slipway-manifest-v1", "slipway-manifest-v2", "does not begin with the line slipway-manifest-v1"),
        ("minimum 4.0.0\n", "minimum 4.0.0", "does not end with a line feed"),
        ("\n", "\r\n", "ends line 1 with a carriage return; lines end with a line feed alone"),
        ("size 1000\n", "size 1000\nsize 1000\n", "says size 2 times"),
        ("size 1000\n", "\nsize 1000\n", "line 3 is \"\", which is not a member"),
        ("size 1000\n", "size 1000\ncolour red\n", "line 4 is \"colour red\", which is not a member"),
        (
            "hardware C\n", "hardware C\nhardware C\n",
            "is not in its canonical form: line 6 is \"hardware C\" and must be \"hardware rev D\""
        ),
        (
            "hardware C\nhardware rev D\n", "hardware rev D\nhardware C\n",
            "is not in its canonical form: line 5 is \"hardware rev D\" and must be \"hardware C\""
        ),
    ])
    func `what is not the canonical form is named with its line`(line: String, given: String, fault: String) {
        let faults = Self.faults(Self.text.replacing(line, with: given))
        #expect(faults.first == fault)
        #expect(faults.allSatisfy { !$0.hasPrefix("says") || $0 == fault })
    }

    @Test func `all faults are named at once`() {
        let text = Self.text.replacing("version 4.13.0", with: "version 99.0.0")
            .replacing("minimum 4.0.0\n", with: "minimum 1.0.0\nchannel beta")
        #expect(
            Self.faults(text) == [
                "does not end with a line feed", "line 8 is \"channel beta\", which is not a member",
                "says version \"99.0.0\", and the release has \"4.13.0\"",
                "says minimum \"1.0.0\", and the release has \"4.0.0\"",
            ])
    }

    @Test func `texts that look the same in other bytes are not the same`() {
        let (composed, decomposed) = ("rev \u{E9}", "rev e\u{301}")
        #expect(composed == decomposed)
        let faults = Self.faults(Self.manifest([decomposed]).text, of: Self.manifest([composed]))
        #expect(faults.count == 1 && faults[0].hasPrefix("says hardware "))
        #expect(Self.manifest([composed, decomposed]).text.utf8.count { $0 == 0x0A } == 7)
    }

    @Test func `what is no manifest at all is told in few words`() {
        #expect(Self.manifest().faults(in: [0xFF, 0x00]).map(\.fault) == ["is not UTF-8"])
        let faults = Self.faults((0..<500).map { "\($0)\(String(repeating: "x", count: 500))\n" }.joined())
        #expect(faults.count < 12 && faults.allSatisfy { $0.count < 200 })
        #expect(faults.contains("497 more lines are no members"))
        #expect(Self.faults("").first == "does not begin with the line slipway-manifest-v1")
    }
}
