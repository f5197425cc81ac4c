import SlipwayCore

extension SeededGenerator {
    /// A generator of its own for one thing that is named by `path`, such as one device and one release.
    package init(seed: UInt64, path: String...) {
        var hash = FowlerNollVo()
        for name in path { hash.combine(name) }
        var mixed = SeededGenerator(seed: seed ^ hash.value)
        self.init(seed: mixed.next())
    }

    /// From 0 up to and without 1.
    package mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// To the millisecond.
    package mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        let span = (range.upperBound - range.lowerBound) / .milliseconds(1)
        return range.lowerBound + .milliseconds(Int64(span * fraction()))
    }
}

/// FNV-1a with 64 bits, RFC 9923: turns names into seeds.
private struct FowlerNollVo {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The byte 0xFF, which UTF-8 never holds, ends each name, so that "a", "bc" differs from "ab", "c".
    mutating func combine(_ name: String) {
        for byte in name.utf8 { combine(byte) }
        combine(0xFF)
    }

    private mutating func combine(_ byte: UInt8) {
        value ^= UInt64(byte)
        value = value &* 0x0000_0100_0000_01B3
    }
}
