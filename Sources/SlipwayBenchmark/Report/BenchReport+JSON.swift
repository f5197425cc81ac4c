import Foundation

extension BenchReport: Encodable {
    /// One object: `figures`, `left_out`, `failed`, `exit_status`.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(figures, forKey: .figures)
        try container.encode(leftOut, forKey: .leftOut)
        try container.encode(failed, forKey: .failed)
        try container.encode(exitStatus, forKey: .exitStatus)
    }

    private enum CodingKeys: String, CodingKey {
        case figures, failed
        case leftOut = "left_out"
        case exitStatus = "exit_status"
    }
}

extension BenchFigure: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(what, forKey: .what)
        try container.encode(ours.finite, forKey: .ours)
        try container.encode(unit, forKey: .unit)
        try container.encode(reference?.name, forKey: .referenceName)
        try container.encode(reference?.value.finite, forKey: .reference)
        try container.encode(ratio?.finite, forKey: .ratio)
        try container.encode(bound.text, forKey: .bound)
        try container.encode(holds, forKey: .holds)
    }

    private enum CodingKeys: String, CodingKey {
        case what, ours, unit, reference, ratio, bound, holds
        case referenceName = "reference_name"
    }
}

extension Double {
    /// JSON knows no other numbers.
    fileprivate var finite: Double? { isFinite ? self : nil }
}
