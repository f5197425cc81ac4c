/// The path of a route as `/api/v2/devices/{id}`: segments of which some are variable.
package struct RoutePath: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    let segments: [Segment]
    /// How many segments are fixed: of two paths that match, the one with more is meant.
    let literalCount: Int

    enum Segment: Hashable, Sendable {
        case literal(String)
        case parameter(String)
    }

    package init(_ text: String) {
        description = text
        segments = text.split(separator: "/").map { segment in
            segment.hasPrefix("{") && segment.hasSuffix("}")
                ? .parameter(String(segment.dropFirst().dropLast())) : .literal(String(segment))
        }
        literalCount = segments.count { if case .literal = $0 { true } else { false } }
    }

    package var parameterNames: [String] {
        segments.compactMap { segment in
            switch segment {
            case .parameter(let name): name
            case .literal: nil
            }
        }
    }

    /// The path with its parameters filled in, percent-encoded.
    package func filled(_ values: [String: String]) -> String {
        segments.map { segment in
            switch segment {
            case .literal(let text): "/" + text
            case .parameter(let name): "/" + Self.encoded(values[name] ?? "")
            }
        }.joined()
    }

    /// The values of the parameters.
    ///
    /// - Parameter parts: of a request's path that matches, decoded.
    func values(in parts: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            if case .parameter(let name) = segment { values[name] = part }
        }
        return values
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(Unicode.Scalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
