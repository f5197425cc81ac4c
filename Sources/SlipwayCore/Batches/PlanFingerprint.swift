/// What a plan would do, as a short text: the same in every process and over every database, whatever the order of the
/// devices and their ids.
package struct PlanFingerprint: Hashable, Sendable {
    /// Sixteen digits of 0-9 and a-f.
    package let text: String

    /// Over the release, the devices that would update, and who is left out for which reason.
    package init(release: FirmwareRelease, included: [BatchCandidate], skipped: [SkippedDevice]) {
        var digest = FNVDigest()
        digest.add([release.version, release.checksum])
        for uid in included.map(\.deviceUID).sorted(by: Self.precedes) { digest.add(["+", uid]) }
        let left = skipped.map { [$0.reasonCode.rawValue, $0.device] }
        for entry in left.sorted(by: { $0.lexicographicallyPrecedes($1, by: Self.precedes) }) {
            digest.add(["-"] + entry)
        }
        let digits = String(digest.value, radix: 16)
        text = String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// None for what is not a fingerprint.
    package init?(_ text: String) {
        guard text.utf8.count == 16, text.utf8.allSatisfy({ Self.digits.contains($0) }) else { return nil }
        self.text = text
    }

    private static let digits = "0123456789abcdef".utf8

    /// By bytes, which no version of Unicode orders otherwise.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension PlanFingerprint: CustomStringConvertible, Encodable {
    package var description: String { text }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// FNV-1a with 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): it tells plans apart, and stops no forger.
private struct FNVDigest {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Each text ends with a byte that no UTF-8 holds, so that two texts are never taken for one.
    mutating func add(_ texts: [String]) {
        for text in texts {
            for byte in text.utf8 { add(byte) }
            add(0xFF)
        }
    }

    private mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
    }
}
