#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The addresses that begin alike: `10.0.0.0/8`, `2001:db8::/32`, or one address alone (RFC 4632, RFC 4291).
package struct IPNetwork: Hashable, Sendable {
    private let prefix: ArraySlice<UInt8>
    /// The bits of the last byte that is not whole, and how they are masked.
    private let rest: UInt8
    private let mask: UInt8

    /// None for what is neither an address nor a network.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        let width = parts[0].contains(":") ? 128 : 32
        var length = width
        if parts.count > 1 {
            guard let given = UInt8(parts[1]), parts[1].first != "+", given <= width else { return nil }
            length = Int(given)
        }
        length += 128 - width
        prefix = address.bytes.prefix(length / 8)
        mask = length % 8 == 0 ? 0 : 0xFF << (8 - UInt8(length % 8))
        rest = mask == 0 ? 0 : address.bytes[length / 8] & mask
    }

    package func contains(_ address: IPAddress) -> Bool {
        address.bytes.starts(with: prefix) && (mask == 0 || address.bytes[prefix.count] & mask == rest)
    }

    /// 127.0.0.0/8 and ::1: what only this machine can reach.
    static let loopback = ["127.0.0.0/8", "::1"].compactMap { IPNetwork($0) }
}

/// An address of IPv6, or one of IPv4 as its image there (RFC 4291, section 2.5.5.2), so that both spellings are one.
package struct IPAddress: Hashable, Sendable {
    /// All 16.
    fileprivate let bytes: [UInt8]

    private static let imagePrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    /// None for what is not an address; the zone of one that is only of a link is left aside (RFC 4007).
    package init?(_ text: some StringProtocol) {
        let text = text.prefix { $0 != "%" }
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, String(text), &four) == 1 {
            bytes = Self.imagePrefix + withUnsafeBytes(of: four) { Array($0) }
        } else if inet_pton(AF_INET6, String(text), &six) == 1 {
            bytes = withUnsafeBytes(of: six) { Array($0) }
        } else {
            return nil
        }
    }

    /// The text of an address, in the spelling of IPv4 where it is one; what is not an address stays as it is.
    package static func canonical(_ text: String) -> String {
        guard let address = IPAddress(text), address.bytes.starts(with: imagePrefix) else { return text }
        return address.bytes.suffix(4).map(String.init).joined(separator: ".")
    }
}
