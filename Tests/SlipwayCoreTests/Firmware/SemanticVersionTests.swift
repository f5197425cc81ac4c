import SlipwayCore
import Testing

@Suite struct SemanticVersionTests {
    @Test(arguments: [
        "0.0.0", "1.2.3", "999999999.999999999.999999999", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-0.3.7",
        "1.0.0-x.7.z.92", "1.0.0-x-y-z.--", "1.0.0-0A.is.legal", "1.0.0-20261123140307", "1.0.0+20130313144700",
        "1.0.0-beta+exp.sha.5114f85", "1.0.0+21AF26D3----117B344092BD", "1.0.0+001", "1.0.0--",
    ])
    func `A version is described by the text it was read from`(text: String) {
        #expect(SemanticVersion(text)?.description == text)
    }

    @Test(arguments: [
        "", "1", "1.2", "1.2.3.4", "v1.2.3", " 1.2.3", "1.2.3 ", "01.2.3", "1.02.3", "1.2.03", "1..3", ".1.2.3",
        "1.2.3-", "1.2.3+", "1.2.3-+build", "1.2.3-a..b", "1.2.3-01", "1.2.3-a.", "1.2.3+a..b", "1.2.3+a+b", "-1.2.3",
        "1.2.3-a_b", "1.2.3-é", "١.٢.٣", "1000000000.0.0", "1.2.x", "1.2.3\n", "1.2.3\u{1}",
        "1.2.3-" + String(repeating: "a", count: 59),
    ])
    func `A text that breaks a rule is no version`(text: String) {
        #expect(SemanticVersion(text) == nil)
    }

    @Test func `A version may have 64 characters`() {
        #expect(SemanticVersion("1.2.3-" + String(repeating: "a", count: 58)) != nil)
    }

    @Test func `Versions precede one another in the order that the standard gives`() throws {
        let ordered = try [
            "0.9.10", "1.0.0-0", "1.0.0-9", "1.0.0-10", "1.0.0-10.0", "1.0.0--", "1.0.0-A", "1.0.0-a", "1.0.0-a.b",
            "1.0.0-a-b", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
            "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-rc.1", "1.0.1", "1.0.10", "1.2.0", "1.10.0", "2.0.0",
        ].map { try #require(SemanticVersion($0)) }
        for (position, version) in ordered.enumerated() {
            #expect(ordered[..<position].allSatisfy { $0 < version && $0.sortKey.utf8Precedes(version.sortKey) })
            #expect(ordered[position...].allSatisfy { !($0 < version) && !$0.sortKey.utf8Precedes(version.sortKey) })
        }
    }

    @Test func `Build metadata neither orders nor distinguishes versions`() throws {
        let one = try #require(SemanticVersion("1.2.3-rc.1+build.7"))
        let other = try #require(SemanticVersion("1.2.3-rc.1+build.8"))
        #expect(one == other)
        #expect(!(one < other) && !(other < one))
        #expect(one.sortKey == other.sortKey)
        #expect(Set([one, other]).count == 1)
    }

    @Test func `A sort key orders by bytes as versions precede one another`() throws {
        var generator = SeededGenerator(seed: 20_261_123)
        let keyed = try (0..<200).map { _ in
            let text = randomVersion(using: &generator)
            let version = try #require(SemanticVersion(text), "\(text)")
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
        let numbers = (0..<3).map { _ in ["0", "1", "2", "10"].randomElement(using: &generator) ?? "0" }
        let preRelease = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            labels.randomElement(using: &generator) ?? "0"
        }
        let build = Bool.random(using: &generator) ? "+b.01" : ""
        return numbers.joined(separator: ".") + (preRelease.isEmpty ? "" : "-" + preRelease.joined(separator: "."))
            + build
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
