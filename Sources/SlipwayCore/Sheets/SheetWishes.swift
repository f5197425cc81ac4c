/// How a person says a sheet is to be read; what is left open is found out.
package struct SheetWishes: Codable, Hashable, Sendable {
    package enum Delimiter: String, CaseIterable, Codable, Hashable, Sendable {
        case automatic, comma, tab, semicolon

        package var byte: UInt8? {
            switch self {
            case .automatic: nil
            case .comma: UInt8(ascii: ",")
            case .tab: UInt8(ascii: "\t")
            case .semicolon: UInt8(ascii: ";")
            }
        }
    }

    package enum Header: String, CaseIterable, Codable, Hashable, Sendable {
        case automatic, yes, no
    }

    package var delimiter = Delimiter.automatic
    package var header = Header.automatic
    /// Column names in their order, separated by commas, `-` for what is left out; empty where they are found out.
    package var columns = ""

    package init() {}
}
