import SlipwayCore

/// What a text of a body is held to, as JSON Schema says it.
package struct TextBounds: Sendable {
    /// In Unicode scalars.
    let length: ClosedRange<Int>?
    /// A regular expression of ECMA-262.
    let pattern: String?

    /// The name of a form that no pattern can tell in full.
    let format: String?

    private init(length: ClosedRange<Int>?, pattern: String?, format: String? = nil) {
        self.length = length
        self.pattern = pattern
        self.format = format
    }

    static let none = TextBounds(length: nil, pattern: nil)
    /// Anything that holds something.
    static let filled = pattern(#"[\s\S]"#)
    static let identifier = TextBounds(.identifier, from: 1)
    static let identifierOrEmpty = TextBounds(.identifier, from: 0)
    static let name = TextBounds(.name, from: 1, isBlank: false)
    static let text = TextBounds(.text, from: 0)
    static let reason = TextBounds(.text, from: 1, isBlank: false)
    static let reported = TextBounds(.reported, from: 1)
    static let reportedOrEmpty = TextBounds(.reported, from: 0)
    static let version = TextBounds(length: 1...64, pattern: "^\(versionPattern)$")
    static let versionOrEmpty = TextBounds(length: 0...64, pattern: "^(\(versionPattern))?$")

    /// Identifiers, joined by commas.
    static let identifiers = TextBounds(length: nil, pattern: identifierOrEmpty.pattern)
    /// 64 bytes as they are, or their base64 or hex.
    static let signature = TextBounds(length: nil, pattern: nil, format: "slipway-signature")
    /// As `FirmwareManifest` reads one.
    static let manifest = TextBounds(
        length: nil, pattern: #"^(\#(FirmwareManifest.heading)\n|$)"#, format: "slipway-manifest")
    /// Where a list goes on, as an answer of the same list has given it.
    static let cursor = TextBounds(length: nil, pattern: ListCursor.pattern, format: "slipway-cursor")
    /// As `FilterParser` reads it.
    static let filter = TextBounds(
        length: 1...FilterParser.maximumLength, pattern: TextBounds(.text, from: 1, isBlank: false).pattern,
        format: "slipway-filter")

    static func pattern(_ pattern: String) -> TextBounds { TextBounds(length: nil, pattern: pattern) }

    /// - Parameter isBlank: whether it may consist of white space.
    private init(_ rule: FieldRule, from minimum: Int, isBlank: Bool = true) {
        let refused = #"\u0000-\u001f\u007f-\u009f"# + (rule.allowsUnseen ? "" : Self.unseen)
        self.init(
            length: minimum...rule.maximumLength,
            pattern: isBlank ? "^[^\(refused)]*$" : "^[^\(refused)]*[^\\s\(refused)][^\(refused)]*$")
    }

    /// The format characters and odd blanks of the basic plane, one by one: not every reader of a pattern knows classes of
    /// Unicode, or what lies above that plane.
    private static let unseen =
        #"\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f"#
        + #"\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb"#

    /// As `FirmwareVersion` reads one.
    private static let versionPattern = {
        let date = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
        let label = "(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
        let preRelease = #"(-\#(label)(\.\#(label))*)?"#
        let build = #"(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?"#
        return #"[vV]?([0-9]+|([0-9]+(\.[0-9]+){1,3}|\#(date))\#(preRelease))\#(build)"#
    }()
}
