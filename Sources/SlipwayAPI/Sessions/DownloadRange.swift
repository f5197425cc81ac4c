import HTTPTypes
import SlipwayCore

/// Which bytes of a release a device asks for: `offset` and `size`, or one HTTP range (RFC 9110, section 14), or all.
struct DownloadRange: Hashable, Sendable {
    let bytes: Range<Int64>
    /// Whether the answer is 206.
    let isPartial: Bool

    /// - Throws: REQUEST_001 for an offset or a size that does not fit, REQUEST_008 for a range outside of the release.
    init(_ query: QueryText, headers: HTTPFields, of firmware: FirmwareRelease) throws {
        let size = firmware.sizeBytes
        if query["offset"] != nil || query["size"] != nil {
            let offset = try query.integer("offset", in: 0...(size - 1)) ?? 0
            let length = try query.integer("size", in: 1...Int64.max) ?? size
            (bytes, isPartial) = (offset..<(offset + min(length, size - offset)), false)
            return
        }
        let isCurrent = headers[.ifRange].map { $0 == Self.entityTag(of: firmware) } ?? true
        guard isCurrent, let header = headers[.range], let asked = Self.range(header, of: size) else {
            (bytes, isPartial) = (0..<size, false)
            return
        }
        guard !asked.isEmpty else { throw HTTPRefusal.rangeNotSatisfiable(size: size) }
        (bytes, isPartial) = (asked, true)
    }

    static func entityTag(of firmware: FirmwareRelease) -> String { "\"\(firmware.checksum)\"" }

    /// - Returns: empty where it lies outside; none for several ranges and for what is not a range, which are ignored.
    private static func range(_ header: String, of size: Int64) -> Range<Int64>? {
        let text = header.filter { !$0.isWhitespace }
        guard text.lowercased().hasPrefix("bytes="), !text.contains(",") else { return nil }
        let parts = text.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        switch (number(parts[0]), number(parts[1])) {
        case (let first?, let last?):
            guard first <= last else { return nil }
            return first < size ? first..<(min(last, size - 1) + 1) : 0..<0
        case (let first?, nil): return parts[1].isEmpty ? (first < size ? first..<size : 0..<0) : nil
        case (nil, let suffix?): return parts[0].isEmpty ? (max(0, size - suffix))..<size : nil
        case (nil, nil): return nil
        }
    }

    private static func number(_ digits: Substring) -> Int64? {
        digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(digits) : nil
    }
}
