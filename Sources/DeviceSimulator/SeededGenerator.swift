/// SplitMix64: the same numbers for the same seed on every machine, which `Hasher` does not promise.
///
/// Guy L. Steele, Doug Lea, Christine H. Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014), with the
/// constants of Sebastiano Vigna's reference, https://prng.di.unimi.it/splitmix64.c.
package struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    /// A generator of its own for one thing that is named by `path`, such as one device and one release.
    package init(seed: UInt64, path: String...) {
        var hash = FowlerNollVo()
        for name in path { hash.combine(name) }
        var mixed = SeededGenerator(seed: seed ^ hash.value)
        state = mixed.next()
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
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
