import SlipwayCore
import Testing

@Suite struct FirmwareVersionTests {
    @Test(arguments: [
        "0.0.0", "1.2.3", "999999999.999999999.999999999", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0.3.7",
        "1.0.0-x.7.z.92", "1.0.0-x-y-z.--", "1.0.0-0A.is.legal", "1.0.0-20261123140307", "1.0.0+20130313144700",
        "1.0.0-beta+exp.sha.5114f85", "1.0.0+21AF26D3----117B344092BD", "1.0.0+001", "1.0.0--", "1", "1.2", "1.2.3.4",
        "v1.2.3", "V2", "01.2.3", "1.2.03", "2026.11", "2026.11.23", "2026-11-23", "v2026-11-23", "2026-11-23-rc.1+b7",
        "20261123", "20261123140307.1", "1.2-rc1", "1.2.3.4-rc.1+b",
    ])
    func `A version is described by the text it was read from`(text: String) {
        #expect(FirmwareVersion(text)?.description == text)
    }

    @Test(arguments: [
        "", "v", "vv1", "1.2.3.4.5", " 1.2.3", "1.2.3 ", "v 1.2", "1..3", ".1.2.3", "1.2.3.", "1.2.3-", "1.2.3+",
        "1.2.3-+build", "1.2.3-a..b", "1.2.3-01", "1.2.3-a.", "1.2.3+a..b", "1.2.3+a+b", "-1.2.3", "1.2.3-a_b",
        "1.2.3-é", "١.٢.٣", "1.2.x", "1.2.3\n", "1.2.3\u{1}", "build-7", "7-3", "v7-rc1", "2026-11", "2026-13-01",
        "2026-11-32", "2026-11-00", "2026-1-2", "2026-11-234", "2026-11-23.5", "2026/11/23", "r1.2.3",
        "1.2.3-" + String(repeating: "a", count: 59),
    ])
    func `A text that may mean several things, or breaks a rule, is no version`(text: String) {
        #expect(FirmwareVersion(text) == nil)
    }

    @Test func `A version may have 64 characters`() {
        #expect(FirmwareVersion("1.2.3-" + String(repeating: "a", count: 58)) != nil)
        #expect(FirmwareVersion(String(repeating: "9", count: 64)) != nil)
    }

    @Test func `Versions precede one another in the order that is documented`() throws {
        let ordered = try [
            "0", "0.9.10", "1.0.0-0", "1.0.0-9", "1.0.0-10", "1.0.0-10.0", "1.0.0--", "1.0.0-A", "1.0.0-a",
            "1.0.0-a.b", "1.0.0-a-b", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
            "1.0.0-beta.2", "1.0.0-beta.11", "v1.0-rc.1", "1", "1.0.0.1-rc.1", "1.0.0.1", "1.0.0.10", "1.0.1-rc.1",
            "1.0.1", "1.0.10", "1.2", "1.10", "2.0.0", "12", "2024.01", "2024.01.15-rc.1", "2024-01-15", "2024.1.16",
            "2024.10", "2024.11.01", "20240115", "20240115123000", "99999999999999999999.0.0",
        ].map { try #require(FirmwareVersion($0)) }
        for (position, version) in ordered.enumerated() {
            #expect(ordered[..<position].allSatisfy { $0 < version && $0.sortKey.utf8Precedes(version.sortKey) })
            #expect(ordered[position...].allSatisfy { !($0 < version) && !$0.sortKey.utf8Precedes(version.sortKey) })
        }
    }

    @Test(arguments: [
        ["1.2.3", "v1.2.3", "V1.2.3", "1.2.3.0", "01.2.003", "1.2.3+build.7", "v1.2.3.0+build.8"],
        ["1", "1.0", "1.0.0", "1.0.0.0", "v1"], ["2024.01", "2024.1", "2024.1.0"],
        ["2024.01.05", "2024-01-05", "2024.1.5", "v2024-01-05+b"], ["1.2-rc.1", "1.2.0-rc.1+7", "v1.2.0.0-rc.1"],
    ])
    func `A leading v, leading zeros, missing numbers and build metadata make no difference`(texts: [String]) throws {
        let versions = try texts.map { try #require(FirmwareVersion($0)) }
        #expect(Set(versions).count == 1 && Set(versions.map(\.sortKey)).count == 1)
        for version in versions { #expect(!versions.contains { version < $0 || $0 < version }) }
    }

    @Test(arguments: [
        ("1.2.3", "1.2.3", true), ("1.2.3", "v1.2.3", true), ("1.2.3", "1.2.3+b7", true), ("1.2.3+b7", "1.2.3", true),
        ("1.2.3+b7", "v1.2.3+b7", true), ("1.2.3+b7", "1.2.3+b6", false), ("1.2.3", "1.2.4", false),
        ("1.2.3", "build-7", false), ("build-7", "build-7", true), ("1.2.3", "", false), ("2026.01", "2026.1", true),
    ])
    func `A device runs a release whose version it reports, unless each names a build of its own`(
        release: String, reported: String, expected: Bool
    ) {
        #expect(FirmwareVersion.isRelease(release, runBy: reported) == expected)
    }

    @Test func `The key of earlier programs is as they make it`() {
        #expect(FirmwareVersion("1.20.3-rc.1+b")?.earlierSortKey == "000000001.000000020.000000003-1rc!0011")
        #expect(FirmwareVersion("v1.2.3.4")?.earlierSortKey == "000000001.000000002.000000003~")
    }

    @Test func `A sort key orders by bytes as versions precede one another`() throws {
        var generator = SeededGenerator(seed: 20_261_123)
        let keyed = try (0..<200).map { _ in
            let text = randomVersion(using: &generator)
            let version = try #require(FirmwareVersion(text), "\(text)")
            return (version: version, key: version.sortKey)
        }
        for left in keyed {
            for right in keyed {
                let agrees =
                    (left.version < right.version) == left.key.utf8Precedes(right.key)
                    && (left.version == right.version) == (left.key == right.key)
                if !agrees { Issue.record("\(left) and \(right)") }
            }
        }
    }

    /// Few symbols, so that many pairs share a beginning.
    private func randomVersion(using generator: inout SeededGenerator) -> String {
        let labels = ["0", "1", "9", "10", "11", "100", "a", "A", "a-", "a-b", "-", "--", "0a", "1-", "aa", "b", "z"]
        let numbers = (0..<Int.random(in: 2...4, using: &generator)).map { _ in
            ["0", "1", "01", "2", "10", "010", "12345678901"].randomElement(using: &generator) ?? "0"
        }
        let preRelease = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            labels.randomElement(using: &generator) ?? "0"
        }
        let build = Bool.random(using: &generator) ? "+b.01" : ""
        return (Bool.random(using: &generator) ? "v" : "") + numbers.joined(separator: ".")
            + (preRelease.isEmpty ? "" : "-" + preRelease.joined(separator: ".")) + build
    }
}

extension String {
    fileprivate func utf8Precedes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators"): the same numbers on every run.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
